package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** F36: jobs are cancelled at random times, while they end and time out by themselves. */
final class CancelledJobsRow implements Row {
  private static final int RUN_SECONDS = 1;
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(15);

  /** Would end by itself only after it should have been stopped. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private static final int ONE_LONG_IN = 10;

  @Override
  public String name() {
    return "F36";
  }

  @Override
  public String what() {
    return "jobs are cancelled at random times, racing success and timeout";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(1000, 40);
    int workers = scene.size(12, 4);
    Map<String, Instant> cancels = new ConcurrentHashMap<>();
    try (Trial trial = scene.trial();
        ScheduledExecutorService cancellers = Executors.newScheduledThreadPool(4)) {
      trial.stand().replica();
      trial.stand().pool(workers, workers);
      for (int i = 0; i < jobs; i++) {
        Answer answer =
            trial.callers().call(i % ONE_LONG_IN == 0 ? longCall(trial) : call(trial, i % 2 == 0));
        var _ =
            cancellers.schedule(
                () -> cancel(trial, answer.job(), cancels),
                ThreadLocalRandom.current().nextLong(3_000),
                TimeUnit.MILLISECONDS);
      }
      trial.awaitEnds(Duration.ofMinutes(10));
      cancellers.shutdown();
      cancellers.awaitTermination(1, TimeUnit.MINUTES);

      List<Job> all = trial.records().jobs();
      trial.judge((job, executions) ->
          switch (job.state()) {
            case CANCELLED -> isStopped(cancels.get(job.id().value()), executions);
            case TIMED_OUT -> job.task().runTimeout().toSeconds() == RUN_SECONDS;
            default -> Expected.done().isRight(job, executions);
          });
      for (JobState state : List.of(JobState.CANCELLED, JobState.DONE, JobState.TIMED_OUT)) {
        long number = all.stream().filter(job -> job.state() == state).count();
        trial.tally().remark(number + " " + state);
      }
    }
  }

  private static Call longCall(Trial trial) {
    return Call.async(trial.replica().url(), "work", trial.order().lasting(LONG.toMillis()));
  }

  private static Call call(Trial trial, boolean isShort) {
    long millis = ThreadLocalRandom.current().nextLong(2_000);
    Call call = Call.async(trial.replica().url(), "work", trial.order().lasting(millis));
    return isShort ? call.with("Oneshot-Run-Timeout", Integer.toString(RUN_SECONDS)) : call;
  }

  private static void cancel(Trial trial, String job, Map<String, Instant> cancels) {
    try {
      cancels.put(job, Instant.now());
      int status = trial.callers().send("DELETE", trial.replica().url() + "/v1/jobs/" + job);
      trial.tally().injected(1);
      trial
          .tally()
          .expect(
              status == 200 || status == 202 || status == 204 || status == 409,
              "a cancel was answered " + status);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // whatever the function noted, it noted before it should have been stopped; that its process is
  // gone is looked at when the pool is at rest
  private static boolean isStopped(@Nullable Instant cancelledAt, List<Execution> executions) {
    return cancelledAt != null
        && executions.stream()
            .map(Execution::at)
            .noneMatch(cancelledAt.plus(STOPPED_WITHIN)::isBefore);
  }
}
