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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One replica of the request-service in a process of its own. */
public final class Service implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
  private static final int ANSWERS_WITHIN_MILLIS = 10_000;

  private final ServerProcess process;
  private final String url;
  private final String managementUrl;

  /**
   * What a replica is like.
   *
   * @param name of its files
   * @param heap as in -Xmx
   * @param options of its JVM, beside its heap
   * @param functions as of {@code oneshot.functions.file}
   * @param settings more of them, e.g. {@code --a.b=c}
   * @param log for its stderr; null for this process's own
   * @param jars the directory of those it is started from; null for this process's own
   */
  public record Plan(
      String name,
      String heap,
      List<String> options,
      String brokerUri,
      String storeUri,
      String functions,
      List<String> settings,
      @Nullable Path log,
      @Nullable Path jars) {
    public Plan {
      options = List.copyOf(options);
      settings = List.copyOf(settings);
    }

    /** Without the URIs, which contain passwords. */
    @Override
    public String toString() {
      return "Plan[" + name + ']';
    }

    private String classPath() {
      return jars == null ? ServerProcess.ownClassPath() : jars.resolve("*").toString();
    }

    private ProcessBuilder.Redirect errors() {
      return log == null
          ? ProcessBuilder.Redirect.INHERIT
          : ProcessBuilder.Redirect.appendTo(log.toFile());
    }
  }

  private Service(ServerProcess process, String url, String managementUrl) {
    this.process = process;
    this.url = url;
    this.managementUrl = managementUrl;
  }

  static Service start(Plan plan, Path directory, String database) throws IOException {
    int port = freePort();
    int managementPort = freePort();
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--server.port=" + port,
                "--management.server.port=" + managementPort,
                "--oneshot.broker.uri=" + plan.brokerUri(),
                "--oneshot.store.uri=" + plan.storeUri(),
                "--oneshot.store.database=" + database,
                "--oneshot.functions.file=" + plan.functions(),
                // without mongo: its check sends a command that the embedded store does not know
                "--management.endpoint.health.group.readiness.include="
                    + "readinessState,rabbit,replies",
                "--logging.config=classpath:bench-logback.xml"));
    settings.addAll(plan.settings());
    ServerProcess process =
        ServerProcess.start(
            plan.name(),
            plan.heap(),
            directory,
            plan.options(),
            plan.classPath(),
            "dev.oneshot.request.RequestServiceApplication",
            settings,
            plan.errors());
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
    return metrics()
        .filter(line -> line.startsWith(name + ' '))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the service has no gauge " + name));
  }

  /**
   * The sum of a counter over all its tags, by its name in Prometheus' text; 0 where it has not
   * counted yet.
   *
   * @throws IllegalStateException when the service does not answer
   */
  public double sum(String name) {
    return metrics()
        .filter(line -> line.startsWith(name + '{'))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private Stream<String> metrics() {
    URI metrics = URI.create(managementUrl + "/actuator/prometheus");
    try (InputStream text = open(metrics)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new IllegalStateException("the service does not tell its metrics: " + e, e);
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
