package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Relay;
import dev.oneshot.faults.site.Wire;
import dev.oneshot.job.Job;
import java.time.Duration;
import java.time.Instant;

/** F8: running workers cannot reach the store for longer than their lease. */
final class WorkersWithoutStoreRow implements Row {
  @Override
  public String name() {
    return "F8";
  }

  @Override
  public String what() {
    return "the wire between workers and store is silent for longer than a lease";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(50, 6);
    try (Trial trial = scene.trial(Wire.WORKER_STORE)) {
      trial.stand().replica();
      trial.stand().pool(jobs, jobs + 4);
      trial.submitAll(jobs / 2, "work", trial.order().lasting(5_000));
      trial.submitAll(jobs / 2, "once", trial.order().lasting(5_000));
      trial.awaitStarts(jobs, Duration.ofMinutes(1));

      Relay wire = trial.stand().wire(Wire.WORKER_STORE);
      wire.silence();
      trial.tally().injected(jobs);
      Waiting.pass(Duration.ofSeconds(scene.size(30, 24)));
      Instant mended = Instant.now();
      wire.mend();
      trial.awaitEnds(Duration.ofMinutes(3));

      for (Job job : trial.records().jobs()) {
        trial.tally().expect(job.attempt() <= 2, "job " + job.id() + " took three attempts");
        Instant end = job.times().endedAt();
        if (end != null && end.isAfter(mended)) {
          trial.tally().recovered(Duration.between(mended, end));
        }
      }
      long cut =
          trial.records().jobs().stream()
              .filter(job -> job.attempt() == 2 || Expected.isLost(job))
              .count();
      trial.tally().remark(cut + " attempts lost");
      trial.tally().expect(cut > 0, "no attempt was lost");
      trial.judge(Expected.doneOrLostOnce());
    }
  }
}
