package dev.oneshot.request.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.RawHttp;
import java.io.EOFException;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a replica says of itself, and to its callers, while something is missing. */
class HealthIT {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final JsonMapper JSON = new JsonMapper();

  private static void awaitReadiness(Replica replica, String status) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(replica.readiness()).isEqualTo(status));
  }

  /** The alerts in {@code k8s/} ask for these. */
  private static void awaitMetric(Replica replica, String line) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(replica.management("/actuator/prometheus").lines())
                .anyMatch(metric -> metric.matches(line)));
  }

  private static String status(String health) {
    return JSON.readTree(health).path("status").asString();
  }

  private static void assertAlive(Replica replica) throws Exception {
    assertThat(status(replica.management("/actuator/health/liveness"))).isEqualTo("UP");
  }

  @Test
  void isAliveButNotReady_whileTheBrokerIsGone() throws Exception {
    try (Site site = Site.onOwnBroker()) {
      Replica replica = site.replica();
      awaitReadiness(replica, "UP");

      site.broker().stop();

      awaitReadiness(replica, "DOWN");
      awaitMetric(replica, "rabbitmq_connections\\{.*} 0\\.0");
      assertAlive(replica);
      HttpResponse<String> refused = replica.call("echo", "x");
      assertThat(refused.statusCode()).isEqualTo(503);
      ContractSchemas.assertMatches("Problem", refused.body());

      site.broker().restart();
      awaitReadiness(replica, "UP");
    }
  }

  @Test
  void isAliveButNotReady_whileTheStoreIsGone_andRefusesCalls() throws Exception {
    try (Site site = Site.onOwnStore()) {
      Replica replica = site.replica();
      ObedientWorker worker = site.worker(ObedientWorker.ECHO);
      assertThat(replica.call("echo", "before").statusCode()).isEqualTo(200);

      site.store().outage();

      awaitReadiness(replica, "DOWN");
      awaitMetric(replica, "oneshot_step_failures_total\\{.*step=\"count-backlog\".*} [1-9].*");
      assertAlive(replica);
      long start = System.nanoTime();
      HttpResponse<String> refused = replica.call("echo", "x");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(ContractSchemas.assertMatches("Problem", refused.body()).path("code").asString())
          .isEqualTo("STORE_UNAVAILABLE");

      site.store().recover();
      awaitReadiness(replica, "UP");
      assertThat(replica.call("echo", "after").statusCode()).isEqualTo(200);
      assertThat(worker.ledger()).as("the refused call never ran").hasSize(2);
    }
  }

  @Test
  void refusesFurtherCalls_whileItDrains_andAnswersThoseThatWait() throws Exception {
    try (Site site = Site.onSharedBroker()) {
      Replica replica = site.replica("--oneshot.waiting.drain-wait=3s");
      CompletableFuture<HttpResponse<String>> waiting = replica.callLater("large", "x");
      await()
          .atMost(LIMIT)
          .until(() -> replica.management("/actuator/prometheus").contains("calls_pending 1"));
      try (RawHttp kept = RawHttp.connect(replica.port())) {
        kept.write("GET /v1/functions HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(kept.answer().status()).isEqualTo(200);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(replica::close);

        assertThat(waiting.get().statusCode()).isEqualTo(202);
        assertThat(isRefused(kept)).isTrue();
        closing.get();
      }
    }
  }

  @Test
  void takesLateCalls_andKeepsNoConnection_whileItsShutdownIsDelayed() throws Exception {
    try (Site site = Site.onSharedBroker()) {
      Replica replica = site.replica("--oneshot.shutdown.delay=5s");
      site.worker(ObedientWorker.ECHO);

      CompletableFuture<Void> closing = CompletableFuture.runAsync(replica::close);
      awaitReadiness(replica, "OUT_OF_SERVICE");
      HttpResponse<String> late = replica.call("echo", "late");

      assertThat(late.statusCode()).as(late.body()).isEqualTo(200);
      assertThat(late.headers().firstValue("Connection")).contains("close");
      closing.get();
    }
  }

  private static boolean isRefused(RawHttp kept) throws Exception {
    kept.write(
        "POST /v1/functions/echo/invocations HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    try {
      return kept.answer().status() == 503;
    } catch (EOFException | SocketException e) {
      return true;
    }
  }
}
