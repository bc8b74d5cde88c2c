package dev.oneshot.standalone.endtoend;

import static dev.oneshot.standalone.endtoend.Client.header;
import static dev.oneshot.standalone.endtoend.Client.jobId;
import static dev.oneshot.standalone.endtoend.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** One of two replicas goes away while a caller waits at it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class ReplicasIT {
  private static final String ORDER = "{\"sleepMillis\": 5000}";

  private Platform platform;
  private Client survivor;

  @BeforeAll
  void start() throws Exception {
    platform =
        Platform.Plan.on(Backing.shared())
            .withSettings("--oneshot.waiting.drain-wait=1s")
            .startWarm();
    survivor = platform.client();
  }

  @AfterAll
  void end() throws Exception {
    platform.close();
  }

  @Test
  void sendsTheCallerToTheJob_whenItsReplicaIsStopped() throws Exception {
    String key = UUID.randomUUID().toString();
    Replica leaving = platform.replica();
    CompletableFuture<HttpResponse<byte[]>> call =
        leaving.client().callLater("probe", ORDER, "Idempotency-Key", key);
    String job = platform.awaitRunningProbe();

    leaving.stop();

    HttpResponse<byte[]> response = call.get(10, TimeUnit.SECONDS);
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(header(response, "Location")).isEqualTo("/v1/jobs/" + job);
    assertAttachesAndGetsTheResult(job, key);
  }

  @Test
  void answersAtTheOtherReplica_whenOneIsKilled() throws Exception {
    String key = UUID.randomUUID().toString();
    ReplicaProcess dying = platform.replicaProcess();
    CompletableFuture<HttpResponse<byte[]>> call =
        dying.client().callLater("probe", ORDER, "Idempotency-Key", key);
    String job = platform.awaitRunningProbe();

    dying.kill();

    assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(Exception.class);
    assertAttachesAndGetsTheResult(job, key);
  }

  @Test
  void answersAtBothReplicas_whenBothWaitForOneKey() throws Exception {
    String key = UUID.randomUUID().toString();
    Client other = platform.replica().client();
    String order = "{\"sleepMillis\": 500}";
    CompletableFuture<HttpResponse<byte[]>> one =
        survivor.callLater("probe", order, "Idempotency-Key", key);
    CompletableFuture<HttpResponse<byte[]>> two =
        other.callLater("probe", order, "Idempotency-Key", key);

    HttpResponse<byte[]> first = one.get(20, TimeUnit.SECONDS);
    HttpResponse<byte[]> second = two.get(20, TimeUnit.SECONDS);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(jobId(second)).isEqualTo(jobId(first));
    assertThat(second.body()).isEqualTo(first.body());
  }

  private void assertAttachesAndGetsTheResult(String job, String key) throws Exception {
    HttpResponse<byte[]> attached =
        survivor.call("probe", BodyPublishers.ofString(ORDER), "Idempotency-Key", key);
    assertThat(attached.statusCode()).isEqualTo(200);
    assertThat(jobId(attached)).isEqualTo(job);
    assertThat(survivor.state(job)).isEqualTo("DONE");
    assertThat(survivor.job(job).path("attempt").asInt()).isEqualTo(1);
    HttpResponse<byte[]> result = survivor.get("/v1/jobs/" + job + "/result");
    assertThat(json(result)).isEqualTo(json(attached));
  }
}
