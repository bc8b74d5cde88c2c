package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.payload.Payload;
import dev.oneshot.pool.launch.Exit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What becomes of a job whose worker dies, and of a worker that does not end with its job. */
class PoolBusyWorkersTest extends SteppedPool {
  private static final RetryPolicy TWICE = new RetryPolicy(2, false);

  // ---- deaths with a job

  @Test
  void failsTheJobAtOnce_whenItsWorkerIsKilled_andTellsTheReplicaThatWaits() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued());
    launcher.dies("a-1", new Exit.Signalled(9), "half a line", "");
    pool.reconcile();
    Job after = find(job);
    assertThat(after.state()).isEqualTo(JobState.FAILED);
    assertThat(after.reason()).isEqualTo(Reason.WORKER_LOST);
    assertThat(error(after).message()).contains("SIGKILL");
    assertThat(logsOf(after)).isEqualTo("half a line");
    assertThat(ended).extracting(Job::id).containsExactly(job.id());
    assertThat(queuedAgain).isEmpty();
    assertThat(meters.counter("oneshot.workers.died", "pool", "default", "cause", "signal").count())
        .isEqualTo(1);
  }

  @Test
  void queuesTheJobAgainAtOnce_whenItMayBeTriedAgain() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued(TWICE));
    launcher.dies("a-1", new Exit.Signalled(11));
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(queuedAgain).extracting(Job::id).containsExactly(job.id());
    assertThat(ended).isEmpty();
  }

  @Test
  void leavesARetryWithADelayToRecovery() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued(new RetryPolicy(2, true)));
    launcher.dies("a-1", new Exit.Exited(75));
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(queuedAgain).isEmpty();
  }

  @Test
  void tellsMemoryAndTheFunctionsOwnExitApart() {
    PoolController pool = healthy(settings(2, 8));
    Job outOfMemory = takes("a-1", queued());
    Job exits = takes("a-2", queued());
    launcher.dies("a-1", new Exit.Exited(75));
    launcher.dies("a-2", new Exit.Exited(3));
    pool.reconcile();
    assertThat(find(outOfMemory).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(find(exits).reason()).isEqualTo(Reason.FUNCTION_ERROR);
    assertThat(error(find(exits)).type()).isEqualTo("exit");
    assertThat(error(find(exits)).message()).contains("exit code 3");
  }

  @Test
  void changesNothing_whenTheWorkerHadFinishedItsJob() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued());
    finishes(job);
    launcher.dies("a-1", new Exit.Signalled(9));
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.DONE);
    assertThat(ended).isEmpty();
  }

  @Test
  void reportsDeathsOfWorkersItDoesNotKnow() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("b-7", queued());
    launcher.dies("b-7", new Exit.Signalled(9));
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void attachesNoLastWords_whenAWorkerServesSeveralJobs() {
    PoolController pool = healthy(settings(1, 8).withMaxJobs(5));
    Job job = takes("a-1", queued());
    launcher.dies("a-1", new Exit.Signalled(9), "somebody else's words", "");
    pool.reconcile();
    assertThat(find(job).logs()).isNull();
  }

  private static JobError error(Job job) {
    return Objects.requireNonNull(job.error());
  }

  private static String logsOf(Job job) {
    Payload text = Objects.requireNonNull(job.logs()).text();
    return StandardCharsets.UTF_8.decode(((Payload.Inline) text.content()).bytes()).toString();
  }

  // ---- backstops

  @Test
  void killsAWorkerWellPastItsJobsDeadline_andTimesTheJobOut() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued());
    clock.advance(TestJobs.RUN_TIMEOUT.plusSeconds(3));
    pool.reconcile();
    assertThat(launcher.killed).isEmpty();
    seconds(pool, 6);
    assertThat(launcher.killed).containsExactly("a-1");
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.TIMED_OUT);
    assertThat(find(job).reason()).isEqualTo(Reason.RUN_TIMEOUT);
    assertThat(ended).hasSize(1);
  }

  @Test
  void killsAWorkerThatDoesNotHeedACancel_andCancelsTheJob() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued(TWICE));
    jobs.cancel(job.id());
    pool.reconcile();
    clock.advance(Duration.ofSeconds(10));
    pool.reconcile();
    assertThat(launcher.killed).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    pool.reconcile();
    assertThat(launcher.killed).containsExactly("a-1");
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void killsAWorkerThatLivesOnAfterItsJob() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued());
    pool.reconcile();
    finishes(job);
    pool.reconcile();
    clock.advance(Duration.ofSeconds(9));
    pool.reconcile();
    assertThat(launcher.killed).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    pool.reconcile();
    assertThat(launcher.killed).containsExactly("a-1");
    assertThat(find(job).state()).isEqualTo(JobState.DONE);
  }

  @Test
  void leavesAWorkerAlone_thatIsBusyWithinItsLimits() {
    PoolController pool = healthy(settings(1, 8));
    takes("a-1", queued());
    for (int second = 0; second < 60; second++) {
      pool.reconcile();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.killed).isEmpty();
    assertThat(launcher.stopped).doesNotContain("a-1");
  }

  @Test
  void setsTheHardStopOnce_pastTheTimeForWhichAnEndingIsHeld() {
    PoolController pool = healthy(settings(1, 8));
    takes("a-1", queued());
    clock.advance(Duration.ofSeconds(1));
    pool.reconcile();
    pool.reconcile();
    assertThat(launcher.limits).containsOnlyKeys("a-1");
    assertThat(launcher.limitCalls).hasValue(1);
    assertThat(launcher.limits.get("a-1"))
        .as("the store's own time sets deadlines")
        .isCloseTo(TestJobs.RUN_TIMEOUT.plusSeconds(629), Duration.ofSeconds(1));
  }

  @Test
  void setsNoHardStop_whereAWorkerServesSeveralJobs() {
    PoolController pool = healthy(settings(1, 8).withMaxJobs(2));
    takes("a-1", queued());
    pool.reconcile();
    assertThat(launcher.limits).isEmpty();
  }
}
