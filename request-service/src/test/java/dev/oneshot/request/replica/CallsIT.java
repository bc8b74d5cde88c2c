package dev.oneshot.request.replica;

import static dev.oneshot.request.replica.Replica.jobId;
import static dev.oneshot.request.replica.Replica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.job.Ending;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.Reason;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers see, on one replica and on two. */
class CallsIT {
  private Site site;
  private Replica replica;

  @BeforeEach
  void start() {
    site = Site.onSharedBroker();
    replica = site.replica();
  }

  @AfterEach
  void end() throws Exception {
    site.close();
  }

  @Test
  void answersWithTheResultsOwnBytesTypeAndTimes() throws Exception {
    site.worker(ObedientWorker.ECHO);

    HttpResponse<String> response =
        replica.call("echo", "hello", "Content-Type", "text/x-own;charset=utf-8");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("hello");
    assertThat(response.headers().firstValue("Content-Type")).contains("text/x-own;charset=utf-8");
    assertThat(response.headers().firstValue("Oneshot-Attempt")).contains("1");
    assertThat(response.headers().firstValue("Server-Timing").orElseThrow())
        .contains("queue;dur=", "run;dur=", "total;dur=");
    assertThat(replica.job(jobId(response)).path("state").asString()).isEqualTo("DONE");
  }

  @Test
  void losesNoRace_whenTheFunctionTakesNoTime() throws Exception {
    site.worker(ObedientWorker.ECHO);

    for (int i = 0; i < 100; i++) {
      HttpResponse<String> response = replica.call("echo", "n" + i, "Prefer", "wait=5");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("n" + i);
    }
  }

  @Test
  void carriesOnTheTraceOfTheCaller() throws Exception {
    site.worker(ObedientWorker.ECHO);

    HttpResponse<String> response =
        replica.call(
            "echo", "x", "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    assertThat(response.headers().firstValue("traceparent").orElseThrow())
        .matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01")
        .doesNotContain("00f067aa0ba902b7");
  }

  @Test
  void takesAndGivesLargePayloads() throws Exception {
    site.worker(ObedientWorker.ECHO);
    byte[] bytes = new byte[30_000_000];
    new Random(1).nextBytes(bytes);

    HttpResponse<byte[]> response = replica.callBytes("large", BodyPublishers.ofByteArray(bytes));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Arrays.equals(response.body(), bytes)).isTrue();
  }

  @Test
  void answers202AndGoesOn_whenTheWaitEndsFirst() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    site.worker((job, tools) -> {
      release.await();
      return ObedientWorker.ECHO.run(job, tools);
    });

    HttpResponse<String> accepted = replica.call("echo", "later", "Prefer", "wait=1");

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(accepted.headers().firstValue("Preference-Applied")).contains("wait=1");
    String location = accepted.headers().firstValue("Location").orElseThrow();
    assertThat(json(accepted).path("state").asString()).isEqualTo("RUNNING");
    assertThat(replica.get(location + "/result").statusCode()).isEqualTo(202);

    release.countDown();

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(replica.get(location + "/result").body()).isEqualTo("later"));
  }

  @Test
  void answers202AtOnce_whenAsked() throws Exception {
    HttpResponse<String> accepted = replica.call("echo", "x", "Prefer", "respond-async");

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(json(accepted).path("state").asString()).isEqualTo("QUEUED");

    site.worker(ObedientWorker.ECHO);

    String id = json(accepted).path("id").asString();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> replica.job(id).path("state").asString().equals("DONE"));
  }

  @Test
  void capsTheWaitAndIgnoresNonsense() throws Exception {
    site.worker(ObedientWorker.ECHO);

    HttpResponse<String> capped = replica.call("echo", "x", "Prefer", "wait=999999");
    assertThat(capped.headers().firstValue("Preference-Applied")).contains("wait=3600");
    for (String nonsense : List.of("wait=-1", "wait=abc", "wait=", "hurry", ",,;")) {
      HttpResponse<String> response = replica.call("echo", "x", "Prefer", nonsense);
      assertThat(response.statusCode()).as(nonsense).isEqualTo(200);
      assertThat(response.headers().firstValue("Preference-Applied")).as(nonsense).isEmpty();
    }
  }

  @Test
  void tellsWhyTheFunctionFailed() throws Exception {
    site.worker((job, tools) ->
        Optional.of(new Ending.Failed(new JobError(Reason.FUNCTION_ERROR, "my.Oops", "no luck"))));

    HttpResponse<String> failed = replica.call("echo", "x");

    assertThat(failed.statusCode()).isEqualTo(502);
    assertThat(json(failed).path("code").asString()).isEqualTo("FUNCTION_ERROR");
    assertThat(json(failed).path("detail").asString()).contains("my.Oops", "no luck");
    assertThat(json(failed).path("job").asString()).startsWith("/v1/jobs/");
  }

  @Test
  void answers504_whenNoWorkerTakesTheJobInTime() throws Exception {
    HttpResponse<String> late =
        replica.call("echo", "x", "Oneshot-Queue-Timeout", "1", "Prefer", "wait=20");

    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(json(late).path("code").asString()).isEqualTo("QUEUE_TIMEOUT");

    ObedientWorker worker = site.worker(ObedientWorker.ECHO);
    assertThat(replica.call("echo", "next").statusCode()).isEqualTo(200);
    assertThat(worker.ledger()).hasSize(1);
  }

  @Test
  void answersByPolling_whenNoEventComes() throws Exception {
    site.worker(ObedientWorker.ECHO).silenced();

    HttpResponse<String> response = replica.call("echo", "quiet", "Prefer", "wait=10");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("quiet");
  }

  @Test
  void cancelsAQueuedJobAndTellsItsCaller() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting = replica.callLater("echo", "x");
    String id = awaitOnlyJob(replica);

    assertThat(replica.delete("/v1/jobs/" + id).statusCode()).isEqualTo(200);

    assertThat(waiting.get().statusCode()).isEqualTo(409);
    assertThat(json(waiting.get()).path("code").asString()).isEqualTo("CANCELLED_BY_CALLER");
    assertThat(replica.delete("/v1/jobs/" + id).statusCode()).isEqualTo(409);
  }

  @Test
  void replaysTheResult_whenTheKeyComesAgain() throws Exception {
    ObedientWorker worker = site.worker(ObedientWorker.ECHO);

    HttpResponse<String> first = replica.call("echo", "once", "Idempotency-Key", "k1");
    HttpResponse<String> second = replica.call("echo", "once", "Idempotency-Key", "k1");
    HttpResponse<String> other = replica.call("echo", "else", "Idempotency-Key", "k1");
    HttpResponse<String> otherType =
        replica.call("echo", "once", "Idempotency-Key", "k1", "Content-Type", "text/html");

    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo("once");
    assertThat(jobId(second)).isEqualTo(jobId(first));
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(json(other).path("code").asString()).isEqualTo("KEY_REUSED_WITH_OTHER_PAYLOAD");
    assertThat(otherType.statusCode()).isEqualTo(422);
    assertThat(worker.ledger()).hasSize(1);
  }

  /** The first caller's refusal, for want of a broker's answer, may still be on its way. */
  @Test
  void neverRefusesAJob_thatASecondCallerJoined() throws Exception {
    JobStore jobs = replica.bean(JobStore.class);
    JobId id = accepted(callWithKey());

    assertThat(accepted(callWithKey())).isEqualTo(id);

    assertThat(jobs.reject(jobs.find(id).orElseThrow())).isFalse();
  }

  @Test
  void makesAnotherJob_whenTheOneOfTheKeyWasRefused() throws Exception {
    JobStore jobs = replica.bean(JobStore.class);
    JobId id = accepted(callWithKey());
    assertThat(jobs.reject(jobs.find(id).orElseThrow())).isTrue();

    assertThat(accepted(callWithKey())).isNotEqualTo(id);
  }

  private HttpResponse<String> callWithKey() throws Exception {
    return replica.call("echo", "once", "Idempotency-Key", "k1", "Prefer", "respond-async");
  }

  private static JobId accepted(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(202);
    return JobId.parse(json(response).path("id").asString()).orElseThrow();
  }

  /** Whose body is read for its fingerprint only; a length that is announced is refused before. */
  @Test
  void refusesTooLongBody_alsoUnderAKeyThatIsKnown() throws Exception {
    site.worker(ObedientWorker.ECHO);
    replica.call("echo", "once", "Idempotency-Key", "k1");

    HttpResponse<byte[]> again =
        replica.callBytes(
            "echo",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2 << 20])),
            "Idempotency-Key",
            "k1");

    assertThat(again.statusCode()).isEqualTo(413);
  }

  @Test
  void saysGone_whenTheKeyComesAgainAfterItsResultWasDeleted() throws Exception {
    ObedientWorker worker = site.worker(ObedientWorker.ECHO);
    String id = jobId(replica.call("echo", "once", "Idempotency-Key", "k1"));

    assertThat(replica.delete("/v1/jobs/" + id + "/result").statusCode()).isEqualTo(204);

    HttpResponse<String> again = replica.call("echo", "once", "Idempotency-Key", "k1");
    assertThat(again.statusCode()).isEqualTo(410);
    assertThat(json(again).path("code").asString()).isEqualTo("RESULT_EXPIRED");
    assertThat(json(again).path("job").asString()).isEqualTo("/v1/jobs/" + id);
    assertThat(worker.ledger()).hasSize(1);
  }

  @Test
  void makesOneJob_whenManyCallWithOneKeyOnTwoReplicas() throws Exception {
    ObedientWorker worker = site.worker(ObedientWorker.ECHO);
    Replica other = site.replica();
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Replica either = i % 2 == 0 ? replica : other;
      calls.add(either.callLater("echo", "same", "Idempotency-Key", "shared", "Prefer", "wait=20"));
    }

    Set<String> jobs = new HashSet<>();
    for (CompletableFuture<HttpResponse<String>> call : calls) {
      assertThat(call.get().statusCode()).as(call.get().body()).isEqualTo(200);
      assertThat(call.get().body()).isEqualTo("same");
      jobs.add(jobId(call.get()));
    }

    assertThat(jobs).hasSize(1);
    assertThat(worker.ledger()).hasSize(1);
  }

  @Test
  void answersForAnyJobOnAnyReplica() throws Exception {
    site.worker(ObedientWorker.ECHO);
    Replica other = site.replica();

    String id = jobId(replica.call("echo", "mine"));

    assertThat(other.get("/v1/jobs/" + id + "/result").body()).isEqualTo("mine");
    assertThat(other.get("/v1/jobs?function=echo").body()).contains(id);
  }

  @Test
  void goesOnOnTheOtherReplica_whenOneEndsInTheMiddle() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    site.worker((job, tools) -> {
      started.countDown();
      release.await();
      return ObedientWorker.ECHO.run(job, tools);
    });
    Replica dying = site.replica("--oneshot.waiting.drain-wait=200ms");
    CompletableFuture<HttpResponse<String>> waiting =
        dying.callLater("echo", "survives", "Idempotency-Key", "k");
    started.await();

    dying.close();

    assertThat(waiting.get().statusCode()).as("the job goes on, so no failure").isEqualTo(202);
    CompletableFuture<HttpResponse<String>> again =
        replica.callLater("echo", "survives", "Idempotency-Key", "k", "Prefer", "wait=20");
    release.countDown();
    assertThat(again.get().statusCode()).isEqualTo(200);
    assertThat(jobId(again.get())).isEqualTo(json(waiting.get()).path("id").asString());
  }

  @Test
  void measuresWhatItDid() throws Exception {
    site.worker(ObedientWorker.ECHO);
    replica.call("echo", "12345");
    replica.call("nobody", "x");
    replica.call("echo", "x", "Content-Encoding", "gzip");

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(replica.management("/actuator/prometheus"))
                .contains("oneshot_job_queue_seconds_count{function=\"echo\",outcome=\"done\"} 1")
                .contains("oneshot_job_run_seconds_count{function=\"echo\",outcome=\"done\"} 1")
                .contains("oneshot_job_total_seconds_count{function=\"echo\",outcome=\"done\"} 1")
                .contains(
                    "oneshot_job_overhead_seconds_count{function=\"echo\",outcome=\"done\"} 1")
                .contains("oneshot_payload_bytes_sum{direction=\"in\",function=\"echo\"} 5.0")
                .contains("oneshot_payload_bytes_sum{direction=\"out\",function=\"echo\"} 5.0")
                .contains("oneshot_calls_pending 0")
                .contains("oneshot_backlog{pool=\"default\"} 0")
                .contains("code=\"UNSUPPORTED_CONTENT_ENCODING\",function=\"echo\"}")
                .doesNotContain("nobody"));
    assertThat(replica.readiness()).isEqualTo("UP");
  }

  private static String awaitOnlyJob(Replica replica) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> json(replica.get("/v1/jobs")).path("jobs").path(0).path("id").asString(""),
            id -> !id.isEmpty());
  }
}
