package dev.oneshot.request.replica;

import static dev.oneshot.request.replica.Replica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RecoveryStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Functions with limits, on one replica and on two. */
class LimitsIT {
  private static final String FUNCTIONS =
      "--oneshot.functions.file=classpath:limited-functions.yaml";
  private static final Duration SOON = Duration.ofSeconds(20);

  private Site site;
  private Replica replica;

  @BeforeEach
  void start() {
    site = Site.onSharedBroker();
    replica = site.replica(FUNCTIONS);
  }

  @AfterEach
  void end() throws Exception {
    site.close();
  }

  private static String submit(Replica replica, String function) throws Exception {
    HttpResponse<String> accepted = replica.call(function, "x", "Prefer", "respond-async");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return json(accepted).path("id").asString();
  }

  private String state(String job) throws Exception {
    return replica.job(job).path("state").asString();
  }

  private void awaitState(String job, String state) {
    await().atMost(SOON).untilAsserted(() -> assertThat(state(job)).isEqualTo(state));
  }

  private static List<String> executed(List<ObedientWorker> workers) {
    return workers.stream().flatMap(worker -> worker.ledger().stream()).map(JobId::value).toList();
  }

  @Test
  void runsNoMoreAtOnceThanDeclared_andEachJobOnce_onTwoReplicas() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger mostRunning = new AtomicInteger();
    List<ObedientWorker> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      workers.add(
          site.worker((job, tools) -> {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            Optional<Ending> end = ObedientWorker.ECHO.run(job, tools);
            running.decrementAndGet();
            return end;
          }));
    }
    Replica other = site.replica(FUNCTIONS);
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Replica either = i % 2 == 0 ? replica : other;
      calls.add(either.callLater("narrow", "n" + i, "Prefer", "wait=60"));
    }

    for (int i = 0; i < calls.size(); i++) {
      HttpResponse<String> response = calls.get(i).get();
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("n" + i);
    }

    assertThat(mostRunning.get()).isBetween(1, 2);
    assertThat(executed(workers)).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void answers429_andRunsNoneOfThose_whenAsManyAreQueuedAsMayBe() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(replica.callLater("short", "x" + i, "Prefer", "respond-async"));
    }
    List<String> accepted = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> call : calls) {
      HttpResponse<String> response = call.get();
      if (response.statusCode() == 202) {
        accepted.add(json(response).path("id").asString());
      } else {
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(json(response).path("code").asString()).isEqualTo("TOO_MANY_QUEUED");
        assertThat(json(response).has("job")).isFalse();
        assertThat(response.headers().firstValue("Retry-After").orElseThrow()).matches("[1-5]");
      }
    }
    assertThat(accepted).hasSize(3);
    assertThat(replica.call("free", "x", "Prefer", "respond-async").statusCode())
        .as("another function is not concerned")
        .isEqualTo(202);

    ObedientWorker worker = site.worker(ObedientWorker.ECHO);
    accepted.forEach(id -> awaitState(id, "DONE"));

    assertThat(replica.call("short", "later").statusCode()).isEqualTo(200);
    assertThat(worker.ledger()).hasSize(5);
  }

  @Test
  void joinsTheJobOfAKey_evenWhenTheQueueIsFull() throws Exception {
    HttpResponse<String> first =
        replica.call("short", "k", "Prefer", "respond-async", "Idempotency-Key", "k");
    submit(replica, "short");
    submit(replica, "short");
    assertThat(replica.call("short", "x").statusCode()).isEqualTo(429);

    HttpResponse<String> again =
        replica.call("short", "k", "Prefer", "respond-async", "Idempotency-Key", "k");

    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(json(again).path("id")).isEqualTo(json(first).path("id"));
    assertThat(replica.call("short", "new", "Idempotency-Key", "new").statusCode()).isEqualTo(429);
  }

  @Test
  void keepsNoOtherFunctionWaiting_whenOneComesInABurst() throws Exception {
    List<String> burst = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      burst.add(submit(replica, "single"));
    }
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      others.add(submit(replica, "free"));
    }
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(replica.management("/actuator/prometheus"))
                .contains("oneshot_backlog{pool=\"default\"} 6")
                .contains("oneshot_function_running{function=\"single\"} 1")
                .contains("oneshot_function_held{function=\"single\"} 9"));

    ObedientWorker worker = site.worker(ObedientWorker.ECHO);
    burst.forEach(id -> awaitState(id, "DONE"));

    List<String> order = executed(List.of(worker));
    assertThat(order.getFirst()).isEqualTo(burst.getFirst());
    assertThat(order.subList(1, 6)).containsExactlyInAnyOrderElementsOf(others);
    assertThat(order.subList(6, 15)).as("in turn").isEqualTo(burst.subList(1, 10));
  }

  @Test
  void cancelsAndTimesOut_whoeverWaitsForASlot() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    List<ObedientWorker> workers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      workers.add(
          site.worker((job, tools) -> {
            end.await();
            return ObedientWorker.ECHO.run(job, tools);
          }));
    }
    String running = submit(replica, "single");
    awaitState(running, "RUNNING");
    String cancelled = submit(replica, "single");
    CompletableFuture<HttpResponse<String>> late =
        replica.callLater("single", "late", "Oneshot-Queue-Timeout", "1", "Prefer", "wait=30");
    String next = submit(replica, "single");

    assertThat(replica.delete("/v1/jobs/" + cancelled).statusCode()).isEqualTo(200);
    assertThat(late.get().statusCode()).isEqualTo(504);
    assertThat(json(late.get()).path("code").asString()).isEqualTo("QUEUE_TIMEOUT");
    end.countDown();

    awaitState(next, "DONE");
    assertThat(executed(workers)).containsOnly(running, next);
    assertThat(state(cancelled)).isEqualTo("CANCELLED");
  }

  @Test
  void givesTheSlotToTheNext_whenAWorkerIsLost() throws Exception {
    site.worker((job, tools) -> Optional.empty()); // dies without a word
    String lost = submit(replica, "single");
    awaitState(lost, "RUNNING");
    String next = submit(replica, "single");
    RecoveryStore recovery = replica.bean(RecoveryStore.class);
    Job seen = recovery.running("default").getFirst();
    Ending cause = new Ending.TimedOut(new JobError(Reason.RUN_TIMEOUT, "test", "gone"));

    assertThat(recovery.release(seen, cause, Optional.empty())).as("as a pool does").isPresent();

    awaitState(next, "RUNNING");
  }

  @Test
  void goesOnWithWhatWaits_whenTheReplicaThatTookItIsGone() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    site.worker((job, tools) -> {
      end.await();
      return ObedientWorker.ECHO.run(job, tools);
    });
    Replica dying = site.replica(FUNCTIONS);
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      jobs.add(submit(dying, "single"));
    }
    awaitState(jobs.getFirst(), "RUNNING");

    dying.close(); // nobody hears of the ends
    end.countDown();

    jobs.forEach(id -> awaitState(id, "DONE"));
  }

  @Test
  void showsTheLimits() throws Exception {
    assertThat(replica.get("/v1/functions/single").body())
        .contains("\"maxRunning\":1", "\"maxQueued\":20");
    assertThat(replica.get("/v1/functions/free").body()).doesNotContain("maxRunning", "maxQueued");
  }
}
