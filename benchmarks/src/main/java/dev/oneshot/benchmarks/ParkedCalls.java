package dev.oneshot.benchmarks;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.benchmarks.site.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Calls of a function that nobody runs, each on a connection of its own. For one thread. */
final class ParkedCalls implements AutoCloseable {
  private static final String FUNCTION = "parked";
  private static final int BATCH = 100;
  private static final int CANCELLERS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;

  private final Site site;
  private final Service service;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();

  ParkedCalls(Site site, Service service) {
    this.site = site;
    this.service = service;
  }

  /**
   * Returns when the service says that so many more wait. Who is answered 503 comes again, as it is
   * told to.
   *
   * @return how often somebody was
   * @throws IllegalStateException when one was answered otherwise
   */
  int park(int count) {
    int refused = 0;
    int wanted = calls.size() + count;
    while (calls.size() < wanted) {
      for (int i = Math.min(BATCH, wanted - calls.size()); i > 0; i--) {
        calls.add(call());
      }
      refused += awaitPending();
    }
    return refused;
  }

  private CompletableFuture<HttpResponse<String>> call() {
    return client.sendAsync(
        HttpRequest.newBuilder(service.invocations(FUNCTION))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "text/plain")
            .header("Prefer", "wait=3600")
            .POST(BodyPublishers.ofString("hello"))
            .build(),
        BodyHandlers.ofString());
  }

  private int awaitPending() {
    int[] refused = {0};
    Waiting.until(
        calls.size() + " calls are pending",
        PATIENCE,
        () -> {
          refused[0] += callAgain();
          return pending() == calls.size();
        });
    return refused[0];
  }

  private int callAgain() {
    int refused = 0;
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).isDone()) {
        HttpResponse<String> answer = calls.get(i).join();
        if (answer.statusCode() != UNAVAILABLE) {
          throw new IllegalStateException("a parked call was answered: " + answer.body());
        }
        calls.set(i, call());
        refused++;
      }
    }
    return refused;
  }

  /** How many the service says are waiting on it. */
  int pending() {
    return (int) service.gauge("oneshot_calls_pending");
  }

  /** Throws unless all of them still wait. */
  void requireNoneAnswered() {
    calls.stream()
        .filter(CompletableFuture::isDone)
        .findFirst()
        .ifPresent(call -> {
          throw new IllegalStateException("a parked call was answered: " + call.join().body());
        });
  }

  /**
   * Cancels every job over HTTP, and returns when every caller was told so.
   *
   * @return seconds from the first cancel to the last answer
   */
  double cancelAll() throws Exception {
    // a call is pending a moment before its job is stored
    Waiting.until(
        calls.size() + " jobs are stored", PATIENCE, () -> queued().size() == calls.size());
    List<String> ids = queued();
    long start = System.nanoTime();
    cancel(ids);
    for (CompletableFuture<HttpResponse<String>> call : calls) {
      HttpResponse<String> answer = call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (answer.statusCode() != CONFLICT || !answer.body().contains("CANCELLED_BY_CALLER")) {
        throw new IllegalStateException("status " + answer.statusCode() + ": " + answer.body());
      }
    }
    calls.clear();
    return (System.nanoTime() - start) / 1e9;
  }

  private List<String> queued() {
    return site.database()
        .getCollection("jobs")
        .find(Filters.and(Filters.eq("function", FUNCTION), Filters.eq("state", "QUEUED")))
        .projection(Projections.include("_id"))
        .map(job -> job.getString("_id"))
        .into(new ArrayList<>());
  }

  private void cancel(List<String> ids) throws Exception {
    Semaphore places = new Semaphore(CANCELLERS);
    List<Future<Void>> cancels = new ArrayList<>();
    try (HttpClient canceller = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String id : ids) {
        places.acquire();
        cancels.add(
            threads.submit(() -> {
              try {
                cancel(canceller, id);
              } finally {
                places.release();
              }
              return null;
            }));
      }
      for (Future<Void> cancel : cancels) {
        cancel.get();
      }
    }
  }

  private void cancel(HttpClient canceller, String id) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.url() + "/v1/jobs/" + id))
            .version(HttpClient.Version.HTTP_1_1)
            .DELETE()
            .build();
    HttpResponse<String> answer = canceller.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("status " + answer.statusCode() + ": " + answer.body());
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
