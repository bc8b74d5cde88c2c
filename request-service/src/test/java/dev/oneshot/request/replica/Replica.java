package dev.oneshot.request.replica;

import dev.oneshot.request.RequestServiceApplication;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One replica of the real service on ports of its own, and a client of it. */
final class Replica implements Closeable {
  private static final String FUNCTIONS = "--oneshot.functions.file=";
  private static final JsonMapper JSON = new JsonMapper();

  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();

  private Replica(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static Replica start(String brokerUri, String storeUri, String database, String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--oneshot.broker.uri=" + brokerUri,
                "--oneshot.store.uri=" + storeUri,
                "--oneshot.store.database=" + database));
    arguments.addAll(List.of(settings));
    if (arguments.stream().noneMatch(argument -> argument.startsWith(FUNCTIONS))) {
      arguments.add(FUNCTIONS + "classpath:replica-functions.yaml");
    }
    return new Replica(
        SpringApplication.run(RequestServiceApplication.class, arguments.toArray(String[]::new)));
  }

  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  int managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
  }

  <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  HttpResponse<String> call(String function, String body, String... headers)
      throws IOException, InterruptedException {
    return client.send(
        request(function, BodyPublishers.ofString(body), headers), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> callBytes(String function, BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(function, body, headers), BodyHandlers.ofByteArray());
  }

  CompletableFuture<HttpResponse<String>> callLater(
      String function, String body, String... headers) {
    return client.sendAsync(
        request(function, BodyPublishers.ofString(body), headers), BodyHandlers.ofString());
  }

  private HttpRequest request(String function, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/v1/functions/" + function + "/invocations"))
            .header("Content-Type", "text/plain")
            .POST(body);
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).DELETE().build(), BodyHandlers.ofString());
  }

  String management(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + managementPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  /** {@code UP}, {@code DOWN} or {@code OUT_OF_SERVICE}. */
  String readiness() throws IOException, InterruptedException {
    return JSON.readTree(management("/actuator/health/readiness")).path("status").asString();
  }

  JsonNode job(String id) throws IOException, InterruptedException {
    return JSON.readTree(get("/v1/jobs/" + id).body());
  }

  static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  static String jobId(HttpResponse<?> response) {
    return response.headers().firstValue("Oneshot-Job-Id").orElseThrow();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  @Override
  public void close() {
    context.close();
    client.shutdownNow();
  }
}
