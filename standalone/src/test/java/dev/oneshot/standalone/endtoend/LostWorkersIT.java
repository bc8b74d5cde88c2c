package dev.oneshot.standalone.endtoend;

import static dev.oneshot.standalone.endtoend.Client.code;
import static dev.oneshot.standalone.endtoend.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Workers are killed while they run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class LostWorkersIT {
  private static final int JOBS = 60;
  private static final int KILLS = 20;
  private static final int MOST_ATTEMPTS = 3;

  private Platform platform;
  private Client client;

  @BeforeAll
  void start() throws Exception {
    platform = Platform.Plan.on(Backing.shared()).withWorkers(2, 6).startWarm();
    client = platform.client();
  }

  @AfterAll
  void end() throws Exception {
    platform.close();
  }

  @Test
  void failsAWaitingCallAtOnce_whenItsWorkerIsKilled() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> call =
        client.callLater("probe", "{\"sleepMillis\": 60000}");
    String job = platform.awaitRunningProbe();

    WorkerProcesses.kill(platform.awaitRunning(job));

    HttpResponse<byte[]> response = call.get(3, TimeUnit.SECONDS);
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(code(response)).isEqualTo("WORKER_LOST");
    assertThat(json(response).path("detail").asString()).contains("SIGKILL");
    assertThat(client.job(job).path("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void runsAJobAgainInAnotherWorker_whenItsWorkerIsKilled() throws Exception {
    String job = client.submit("probe", "{\"sleepMillis\": 1500}");
    long pid = platform.awaitRunning(job);
    String lost = workerOf(job);

    WorkerProcesses.kill(pid);

    platform.awaitState(job, "DONE", Duration.ofSeconds(15));
    assertThat(client.job(job).path("attempt").asInt()).isEqualTo(2);
    assertThat(workerOf(job)).isNotEqualTo(lost);
    JsonNode report = json(client.get("/v1/jobs/" + job + "/result"));
    assertThat(report.path("workerId").asString()).isEqualTo(workerOf(job));
    assertThat(report.path("jobsServedBefore").asInt(-1)).isZero();
  }

  @Test
  void endsEveryJobOnce_whenWorkersDieAtRandom() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (WorkerLedger ledger = WorkerLedger.of(platform.brokerUri())) {
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        jobs.add(client.submit("probe", "{\"sleepMillis\": " + random.nextInt(600) + "}"));
      }
      JobLedger ends = new JobLedger(client, jobs);

      int kills = 0;
      while (kills < KILLS && !ends.haveAllEnded()) {
        kills += killABusyWorker(random);
        ends.look();
      }
      assertThat(kills).as("seed " + seed).isGreaterThanOrEqualTo(KILLS / 2);
      ends.awaitAllEnded(Duration.ofSeconds(60));
      platform.awaitPoolAtRest();
      ends.look();

      assertThat(ends.changesAfterTheEnd()).as("seed " + seed).isEmpty();
      assertThat(ends.attempts()).as("seed " + seed).allMatch(n -> n >= 1 && n <= MOST_ATTEMPTS);
      assertThat(ends.states()).as("seed " + seed).isSubsetOf("DONE", "FAILED");
      assertThat(ends.reasons()).as("seed " + seed).isSubsetOf("", "WORKER_LOST");
      assertThat(ends.workersOfSeveralAttempts()).as("seed " + seed).isEmpty();
      assertThat(ledger.takenMoreThanOnce()).as("seed " + seed).isEmpty();
    }
  }

  /** One of those that run a job, if any does; gives how many were killed. */
  private int killABusyWorker(Random random) throws Exception {
    List<Long> busy =
        client.jobs("probe", "RUNNING").stream()
            .map(LostWorkersIT::pid)
            .filter(pid -> !WorkerProcesses.isGone(pid))
            .toList();
    if (busy.isEmpty()) {
      return 0;
    }
    WorkerProcesses.kill(busy.get(random.nextInt(busy.size())));
    return 1;
  }

  private static long pid(JsonNode job) {
    return job.path("worker").path("pid").asLong();
  }

  private String workerOf(String job) throws Exception {
    return client.job(job).path("worker").path("id").asString();
  }
}
