package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.ArmedWorkers;
import dev.oneshot.faults.site.Workers;
import dev.oneshot.job.Job;
import java.time.Duration;
import java.util.List;

/**
 * F4S: workers are told to stop just as a job is delivered to them, and every second one dies
 * before it has given the job back.
 */
final class StoppedAtDeliveryRow implements Row {
  private static final int WORKERS = 4;
  private static final Duration IN_FLIGHT = Duration.ofMillis(300);

  @Override
  public String name() {
    return "F4S";
  }

  @Override
  public String what() {
    return "workers are told to stop just as they get a job; some die before they give it back";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int deaths = scene.size(20, 3);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      ArmedWorkers armed =
          new ArmedWorkers(
              trial.stand().worker(),
              Failpoint.B20_STOPPING,
              Integer.MAX_VALUE / 2,
              trial.stand().directory().resolve("armed"));
      Pool pool = trial.stand().pool(WORKERS, 2 * WORKERS, armed);
      long start = System.nanoTime();
      while (unstarted(trial) < deaths
          && System.nanoTime() - start < Duration.ofMinutes(5).toNanos()) {
        pool.awaitFull();
        stopAtDelivery(trial);
        trial.awaitEnds(Duration.ofMinutes(1));
      }
      int unstarted = unstarted(trial);
      trial.tally().injected(unstarted);
      trial.tally().expect(unstarted >= deaths, "only " + unstarted + " died with a job");
      trial.judge(Expected.done());
    }
  }

  // while they stand still the broker sends them jobs; then both news reach them at once
  private static void stopAtDelivery(Trial trial) throws Exception {
    List<ProcessHandle> workers = Workers.alive();
    for (ProcessHandle worker : workers) {
      Workers.signal(worker.pid(), "STOP");
    }
    trial.submitAll(WORKERS, "work", trial.order());
    Waiting.pass(IN_FLIGHT);
    for (ProcessHandle worker : workers) {
      Workers.signal(worker.pid(), "TERM");
      Workers.signal(worker.pid(), "CONT");
    }
  }

  /** Claims whose function never started. */
  private static int unstarted(Trial trial) {
    int claims = trial.records().jobs().stream().mapToInt(Job::attempt).sum();
    return claims - trial.ledger().of(Execution.Kind.START).size();
  }
}
