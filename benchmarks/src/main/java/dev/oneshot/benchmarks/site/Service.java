package dev.oneshot.benchmarks.site;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One replica of the request-service in a process of its own. */
public final class Service implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
  private static final int ANSWERS_WITHIN_MILLIS = 10_000;

  private final ServerProcess process;
  private final String url;
  private final String managementUrl;

  private Service(ServerProcess process, String url, String managementUrl) {
    this.process = process;
    this.url = url;
    this.managementUrl = managementUrl;
  }

  static Service start(
      String heap, Path directory, String brokerUri, String storeUri, String database)
      throws IOException {
    int port = freePort();
    int managementPort = freePort();
    ServerProcess process =
        ServerProcess.start(
            "service",
            heap,
            directory,
            List.of(),
            "dev.oneshot.request.RequestServiceApplication",
            List.of(
                "--server.port=" + port,
                "--management.server.port=" + managementPort,
                "--oneshot.broker.uri=" + brokerUri,
                "--oneshot.store.uri=" + storeUri,
                "--oneshot.store.database=" + database,
                "--oneshot.functions.file=classpath:bench-functions.yaml",
                // without mongo: its check sends a command that the embedded store does not know
                "--management.endpoint.health.group.readiness.include="
                    + "readinessState,rabbit,replies",
                "--logging.config=classpath:bench-logback.xml"));
    String management = "http://127.0.0.1:" + managementPort;
    String ready = management + "/actuator/health/readiness";
    Waiting.until(
        "the service is ready", STARTS_WITHIN, () -> !process.isAlive() || answersOk(ready));
    if (!process.isAlive()) {
      throw new IOException("the service ended at its start");
    }
    return new Service(process, "http://127.0.0.1:" + port, management);
  }

  private static boolean answersOk(String url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Without a slash at its end. */
  public String url() {
    return url;
  }

  public URI invocations(String function) {
    return URI.create(url + "/v1/functions/" + function + "/invocations");
  }

  /**
   * The value of a gauge without tags, by its name in Prometheus' text.
   *
   * @throws IllegalStateException when the service does not answer or has no such gauge
   */
  public double gauge(String name) {
    URI metrics = URI.create(managementUrl + "/actuator/prometheus");
    try (InputStream text = open(metrics)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + ' '))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the service has no gauge " + name));
    } catch (IOException e) {
      throw new IllegalStateException("the service does not tell its metrics", e);
    }
  }

  private static InputStream open(URI uri) throws IOException {
    URLConnection connection = uri.toURL().openConnection();
    connection.setReadTimeout(ANSWERS_WITHIN_MILLIS);
    return connection.getInputStream();
  }

  public ServerProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
