package dev.oneshot.e2e.calls;

import dev.oneshot.e2e.cluster.Route;
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
import tools.jackson.databind.JsonNode;

/** Calls functions and reads jobs over kept connections. Any thread. */
public final class Caller implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(6);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String root;

  public Caller(Route route) {
    this.root = "http://" + route.host() + ":" + route.port();
  }

  /**
   * Calls a function and waits for its end.
   *
   * @param headers names and values in turn
   * @throws IOException when no answer came
   */
  public Answer call(String function, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request("/v1/functions/" + function + "/invocations")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /**
   * Leaves a job behind.
   *
   * @return its id
   */
  public String submit(String function, String body) throws IOException, InterruptedException {
    return call(function, body, "Prefer", "respond-async").expect(202).jobId();
  }

  public JobView job(String id) throws IOException, InterruptedException {
    return JobView.of(send(request("/v1/jobs/" + id)).expect(200).json());
  }

  /** The latest jobs in a state, at most 200. */
  public List<JobView> jobs(String state) throws IOException, InterruptedException {
    JsonNode page = send(request("/v1/jobs?limit=200&state=" + state)).expect(200).json();
    List<JobView> jobs = new ArrayList<>();
    page.path("jobs").forEach(job -> jobs.add(JobView.of(job)));
    return jobs;
  }

  public void cancel(String id) throws IOException, InterruptedException {
    var _ = send(request("/v1/jobs/" + id).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(root + path)).timeout(LONGEST);
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    long start = System.nanoTime();
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return new Answer(
        response.statusCode(), response.headers(), response.body(), System.nanoTime() - start);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
