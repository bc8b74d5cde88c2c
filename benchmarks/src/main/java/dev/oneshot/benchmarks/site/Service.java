package dev.oneshot.benchmarks.site;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One replica of the request-service in a process of its own. */
public final class Service implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);

  private final ServerProcess process;
  private final String url;

  private Service(ServerProcess process, String url) {
    this.process = process;
    this.url = url;
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
    String ready = "http://127.0.0.1:" + managementPort + "/actuator/health/readiness";
    Waiting.until(
        "the service is ready", STARTS_WITHIN, () -> !process.isAlive() || answersOk(ready));
    if (!process.isAlive()) {
      throw new IOException("the service ended at its start");
    }
    return new Service(process, "http://127.0.0.1:" + port);
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

  public ServerProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
