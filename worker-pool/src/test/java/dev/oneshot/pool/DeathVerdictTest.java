package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Claim;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import dev.oneshot.job.Worker;
import dev.oneshot.pool.launch.Exit;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeathVerdictTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @Test
  void takesAnyOtherCodeForTheFunctionsOwnExit() {
    for (int code : List.of(0, 1, 3, 42, 63, 127)) {
      assertThat(error(new Exit.Exited(code)))
          .isEqualTo(
              new JobError(
                  Reason.FUNCTION_ERROR,
                  "exit",
                  "the function ended the worker's process with exit code " + code));
    }
  }

  @Test
  void takesTheWorkersOwnCodesForALostWorker() {
    for (int code : List.of(64, 69, 70, 71, 72)) {
      assertThat(error(new Exit.Exited(code)).code()).isEqualTo(Reason.WORKER_LOST);
    }
    assertThat(error(new Exit.Exited(70)).message()).contains("exit code 70 (inner error)");
  }

  @Test
  void namesTheSignal() {
    assertThat(error(new Exit.Signalled(9)).code()).isEqualTo(Reason.WORKER_LOST);
    assertThat(error(new Exit.Signalled(9)).message()).contains("SIGKILL");
    assertThat(error(new Exit.Signalled(40)).message()).contains("signal 40");
  }

  @Test
  void tellsMemoryAndEvictionApart() {
    assertThat(error(new Exit.Exited(75)).code()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(error(new Exit.OutOfMemory()).code()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(error(new Exit.Evicted("disk")).code()).isEqualTo(Reason.EVICTED);
    assertThat(error(new Exit.Vanished("node gone")).code()).isEqualTo(Reason.WORKER_LOST);
  }

  @Test
  void timesOutAJob_whoseNodeEndedTheWorkerAtItsHardStop() {
    assertThat(verdict(new Exit.DeadlineExceeded())).isInstanceOf(Ending.TimedOut.class);
  }

  @Test
  void believesTheWorkersDeadlineAndCancel() {
    assertThat(verdict(new Exit.Exited(73))).isInstanceOf(Ending.TimedOut.class);
    assertThat(verdict(new Exit.Exited(74))).isInstanceOf(Ending.Cancelled.class);
  }

  @Test
  void cancelsAJobWhoseCancelWasRequested_howeverItsWorkerEnded() {
    Job cancelled = held(true);
    assertThat(DeathVerdict.of(new Exit.Signalled(9), cancelled, null))
        .isInstanceOf(Ending.Cancelled.class);
    assertThat(DeathVerdict.of(new Exit.Exited(70), cancelled, null))
        .isInstanceOf(Ending.Cancelled.class);
  }

  @Test
  void timesOutAJobForWhoseDeadlineTheWorkerWasKilled_andNoOther() {
    Job held = held(false);
    Sentence about = new Sentence(Sentence.Why.PAST_DEADLINE, NOW, held.id());
    Sentence other = new Sentence(Sentence.Why.PAST_DEADLINE, NOW, JobId.random());
    assertThat(DeathVerdict.of(new Exit.Signalled(9), held, about))
        .isInstanceOf(Ending.TimedOut.class);
    assertThat(DeathVerdict.of(new Exit.Signalled(9), held, other))
        .isInstanceOf(Ending.Failed.class);
  }

  private static JobError error(Exit exit) {
    return ((Ending.Failed) verdict(exit)).error();
  }

  private static Ending verdict(Exit exit) {
    return DeathVerdict.of(exit, held(false), null);
  }

  private static Job held(boolean isCancelRequested) {
    Job job = TestJobs.queued("default", NOW);
    Claim claim =
        new Claim(
            ClaimToken.random(), new Worker("w", 1, null, "n", null), NOW, NOW, isCancelRequested);
    return new Job(
        job.id(),
        job.task(),
        job.origin(),
        JobState.RUNNING,
        null,
        1,
        job.times(),
        job.payload(),
        claim,
        null,
        null,
        null);
  }
}
