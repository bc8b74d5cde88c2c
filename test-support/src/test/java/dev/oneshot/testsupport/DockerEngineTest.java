package dev.oneshot.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DockerEngineTest {
  private final Map<String, Integer> statusByPathPart = new ConcurrentHashMap<>();
  private final SystemProperties properties = new SystemProperties();
  private HttpServer engine;

  @BeforeEach
  void startEngine() throws IOException {
    engine = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    engine.createContext("/", this::answer);
    engine.start();
    properties
        .set("DOCKER_HOST", "tcp://127.0.0.1:" + engine.getAddress().getPort())
        .set("TESTCONTAINERS_RYUK_DISABLED", "true");
  }

  @AfterEach
  void stopEngine() {
    properties.close();
    engine.stop(0);
  }

  @Test
  void findsNoObstacle_whenTheImageIsThere() {
    statusByPathPart.put("/images/local:1/json", 200);

    assertThat(DockerEngine.obstacleTo("local:1")).isEmpty();
  }

  @Test
  void findsNoObstacle_whenTheImageCanBePulled() {
    statusByPathPart.put("/images/create?fromImage=remote&tag=1", 200);

    assertThat(DockerEngine.obstacleTo("remote:1")).isEmpty();
  }

  @Test
  void saysWhichImage_cannotBePulled() {
    assertThat(DockerEngine.obstacleTo("nowhere:1"))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("nowhere:1", "cannot be pulled").hasLineCount(1));
  }

  @Test
  void asksForRyuk_unlessItIsSwitchedOff() {
    statusByPathPart.put("/images/local:2/json", 200);
    properties.set("TESTCONTAINERS_RYUK_DISABLED", "false");

    assertThat(DockerEngine.obstacleTo("local:2"))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("ryuk", "TESTCONTAINERS_RYUK_DISABLED"));
  }

  @Test
  void answersAtOnce_whenThereIsNoEngine() {
    properties.set("DOCKER_HOST", "unix:///nonexistent/docker.sock");
    long start = System.nanoTime();

    assertThat(DockerEngine.obstacleTo("any:1")).isEqualTo(Optional.of("no Docker engine"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void answersAtOnce_whenNobodyListens() {
    engine.stop(0);

    assertThat(DockerEngine.obstacleTo("any:2"))
        .hasValueSatisfying(reason -> assertThat(reason).contains("Docker engine at"));
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = "{\"message\":\"from the fake engine\"}".getBytes(UTF_8);
    int status = statusByPathPart.getOrDefault(exchange.getRequestURI().toString(), 404);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
