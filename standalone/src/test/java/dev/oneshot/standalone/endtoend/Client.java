package dev.oneshot.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls one replica, as any caller would. */
final class Client implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final String url;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Client(String url) {
    this.url = url;
  }

  HttpResponse<byte[]> call(String function, BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    return client.send(invocation(function, body, headers), BodyHandlers.ofByteArray());
  }

  /** The probe, told in JSON how to behave. */
  HttpResponse<byte[]> probe(String order, String... headers)
      throws IOException, InterruptedException {
    return call("probe", BodyPublishers.ofString(order), headers);
  }

  CompletableFuture<HttpResponse<byte[]>> callLater(
      String function, String body, String... headers) {
    return client.sendAsync(
        invocation(function, BodyPublishers.ofString(body), headers), BodyHandlers.ofByteArray());
  }

  /** Starts a job that nobody waits for. */
  String submit(String function, String body, String... headers)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("Prefer", "respond-async"));
    all.addAll(List.of(headers));
    HttpResponse<byte[]> response =
        call(function, BodyPublishers.ofString(body), all.toArray(String[]::new));
    assertThat(response.statusCode()).as(text(response)).isEqualTo(202);
    return jobId(response);
  }

  JsonNode job(String id) throws IOException, InterruptedException {
    return json(get("/v1/jobs/" + id));
  }

  String state(String id) throws IOException, InterruptedException {
    return job(id).path("state").asString("");
  }

  /** The latest 200 jobs of a function, newest first. */
  List<JsonNode> jobs(String function) throws IOException, InterruptedException {
    return listed("/v1/jobs?limit=200&function=" + function);
  }

  /** Those of them that are in a state. */
  List<JsonNode> jobs(String function, String state) throws IOException, InterruptedException {
    return listed("/v1/jobs?limit=200&function=" + function + "&state=" + state);
  }

  private List<JsonNode> listed(String path) throws IOException, InterruptedException {
    List<JsonNode> jobs = new ArrayList<>();
    json(get(path)).path("jobs").forEach(jobs::add);
    return jobs;
  }

  HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
  }

  HttpResponse<byte[]> delete(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).DELETE());
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    return client.send(with(request, headers).build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest invocation(String function, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/v1/functions/" + function + "/invocations"))
            .header("Content-Type", "application/json")
            .POST(body);
    return with(request, headers).build();
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request;
  }

  private URI uri(String path) {
    return URI.create(url + path);
  }

  static String jobId(HttpResponse<?> response) {
    return header(response, "Oneshot-Job-Id");
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static JsonNode json(HttpResponse<byte[]> response) {
    return JSON.readTree(response.body());
  }

  /** The stable code of a problem document. */
  static String code(HttpResponse<byte[]> response) {
    return json(response).path("code").asString("");
  }

  static String detail(HttpResponse<byte[]> response) {
    return json(response).path("detail").asString("");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
