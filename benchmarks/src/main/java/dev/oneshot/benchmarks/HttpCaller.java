package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.site.Service;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One function's caller, over kept connections. Any number of threads may call. */
final class HttpCaller implements AutoCloseable {
  private static final Pattern QUEUE = Pattern.compile("queue;dur=([0-9.]+)");
  private static final Pattern TOTAL = Pattern.compile("total;dur=([0-9.]+)");

  /**
   * An answer that was as it should be.
   *
   * @param nanos from the request's first byte to the body's last
   * @param queueMillis from submission to start, as the service says
   * @param totalMillis from submission to end, as the service says
   */
  record Answer(long nanos, double queueMillis, double totalMillis) {}

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;
  private final int expectedBytes;

  private HttpCaller(HttpRequest request, int expectedBytes) {
    this.request = request;
    this.expectedBytes = expectedBytes;
  }

  /** Gets back what it sends. */
  static HttpCaller echo(Service service, int bytes) {
    byte[] body = new byte[bytes];
    return new HttpCaller(request(service, "echo", "application/octet-stream", body), bytes);
  }

  /** Orders so many bytes with a few. */
  static HttpCaller probe(Service service, int bytes) {
    byte[] body = ("{\"outputBytes\": " + bytes + "}").getBytes(StandardCharsets.US_ASCII);
    return new HttpCaller(request(service, "probe", "application/json", body), bytes);
  }

  private static HttpRequest request(Service service, String function, String type, byte[] body) {
    return HttpRequest.newBuilder(service.invocations(function))
        .version(HttpClient.Version.HTTP_1_1)
        .header("Content-Type", type)
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  /**
   * Calls and waits.
   *
   * @throws IllegalStateException unless 200 came with as many bytes as it should
   */
  Answer call() throws IOException, InterruptedException {
    long start = System.nanoTime();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    long nanos = System.nanoTime() - start;
    if (response.statusCode() != 200 || response.body().length != expectedBytes) {
      throw new IllegalStateException(
          "status " + response.statusCode() + " with " + response.body().length + " bytes");
    }
    String timing = response.headers().firstValue("Server-Timing").orElse("");
    return new Answer(nanos, millis(QUEUE, timing), millis(TOTAL, timing));
  }

  private static double millis(Pattern part, String timing) {
    Matcher found = part.matcher(timing);
    if (!found.find()) {
      throw new IllegalStateException("no such time in Server-Timing: " + timing);
    }
    return Double.parseDouble(found.group(1));
  }

  @Override
  public void close() {
    client.close();
  }
}
