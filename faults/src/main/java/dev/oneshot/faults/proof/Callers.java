package dev.oneshot.faults.proof;

import dev.oneshot.faults.function.Order;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All callers of a row, and what they were answered. Any thread. */
public final class Callers implements AutoCloseable {
  /** Beyond the wait that a caller asked for (invariant I6). */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** A call without a wait may still have to learn that store or broker are away: 5 s and 3 s. */
  private static final Duration SUBMISSION = Duration.ofSeconds(10);

  /** How much longer than it should take a call is watched before it is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Pattern CODE = Pattern.compile("\"code\":\"([A-Z_]+)\"");
  private static final Pattern JOB = Pattern.compile("\"job\":\"/v1/jobs/([^\"]+)\"");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Collection<Answer> answers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unheard = new AtomicInteger();

  /**
   * One call.
   *
   * @param url of the replica
   * @param waitSeconds 0 for one that does not wait
   * @param key empty for none
   * @param headers more of them, names and values
   */
  public record Call(
      String url, String function, Order order, int waitSeconds, String key, List<String> headers) {
    public Call {
      headers = List.copyOf(headers);
    }

    /** Nobody waits for the job. */
    public static Call async(String url, String function, Order order) {
      return new Call(url, function, order, 0, "", List.of());
    }

    public static Call waiting(String url, String function, Order order, int seconds) {
      return new Call(url, function, order, seconds, "", List.of());
    }

    public Call withKey(String newKey) {
      return new Call(url, function, order, waitSeconds, newKey, headers);
    }

    public Call at(String newUrl) {
      return new Call(newUrl, function, order, waitSeconds, key, headers);
    }

    public Call with(String... newHeaders) {
      return new Call(url, function, order, waitSeconds, key, List.of(newHeaders));
    }

    private Duration limit() {
      return (waitSeconds == 0 ? SUBMISSION : Duration.ofSeconds(waitSeconds)).plus(GRACE);
    }

    private HttpRequest request() {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url + "/v1/functions/" + function + "/invocations"))
              .timeout(limit().plus(PATIENCE))
              .header("Content-Type", "text/plain")
              .header("Prefer", waitSeconds == 0 ? "respond-async" : "wait=" + waitSeconds)
              .POST(BodyPublishers.ofString(order.text()));
      if (!key.isEmpty()) {
        request.header("Idempotency-Key", key);
      }
      for (int i = 0; i < headers.size(); i += 2) {
        request.header(headers.get(i), headers.get(i + 1));
      }
      return request.build();
    }
  }

  /** Calls, and comes back with the answer. */
  public Answer call(Call call) throws InterruptedException {
    long start = System.nanoTime();
    Answer answer;
    try {
      HttpResponse<byte[]> response = client.send(call.request(), BodyHandlers.ofByteArray());
      answer = answer(call, Duration.ofNanos(System.nanoTime() - start), response);
    } catch (IOException e) {
      answer =
          new Answer(
              call.key(),
              call.limit(),
              Duration.ofNanos(System.nanoTime() - start),
              0,
              "",
              "",
              "",
              Instant.now(),
              "");
    }
    answers.add(answer);
    return answer;
  }

  public CompletableFuture<Answer> callLater(Call call) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    threads.execute(() -> {
      try {
        answer.complete(call(call));
      } catch (InterruptedException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  /** Calls all, so many at once; comes back when all are answered. */
  public List<Answer> callAll(List<Call> calls, int atOnce) throws InterruptedException {
    Semaphore room = new Semaphore(atOnce);
    List<CompletableFuture<Answer>> pending = new ArrayList<>();
    for (Call call : calls) {
      room.acquire();
      pending.add(callLater(call).whenComplete((answer, failure) -> room.release()));
    }
    return pending.stream().map(CompletableFuture::join).toList();
  }

  /** The status of a GET or DELETE; 0 without a whole answer. */
  public int send(String method, String url) throws InterruptedException {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url))
                  .timeout(PATIENCE)
                  .method(method, BodyPublishers.noBody())
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** So many calls were made in other ways, and what they were answered was not heard. */
  public void unheard(int calls) {
    unheard.addAndGet(calls);
  }

  int unheard() {
    return unheard.get();
  }

  /** Of all calls that have come back. */
  public List<Answer> answers() {
    return List.copyOf(answers);
  }

  private static Answer answer(Call call, Duration took, HttpResponse<byte[]> response) {
    String text =
        response.statusCode() >= 400 ? new String(response.body(), StandardCharsets.UTF_8) : "";
    return new Answer(
        call.key(),
        call.limit(),
        took,
        response.statusCode(),
        response.headers().firstValue("Oneshot-Job-Id").orElse(found(JOB, text)),
        found(CODE, text),
        sha256(response.body()),
        Instant.now(),
        response.headers().firstValue("Retry-After").orElse(""));
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    client.shutdownNow();
  }
}
