package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.proof.WorkerHunt;
import dev.oneshot.faults.site.Workers;
import dev.oneshot.job.Job;
import java.time.Duration;
import java.util.List;

/** F6: workers stand still for longer than their lease, and then go on as if nothing had been. */
final class StoppedWorkersRow implements Row {
  /** Longer than a lease, and shorter than the pool's patience with one who has lost it. */
  private static final Duration PAUSE = Duration.ofSeconds(22);

  @Override
  public String name() {
    return "F6";
  }

  @Override
  public String what() {
    return "SIGSTOP of workers in mid-job for longer than a lease, then SIGCONT";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int batches = scene.size(5, 1);
    int zombies = scene.size(20, 5);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      trial.stand().pool(zombies, 2 * zombies);
      for (int i = 0; i < batches; i++) {
        batch(trial, zombies);
      }
      trial.judge(Expected.done());
      List<Job> jobs = trial.records().jobs();
      long late = jobs.stream().mapToLong(job -> endsBefore(trial, job)).sum();
      trial.tally().remark(late + " late results thrown away");
      trial.tally().expect(late > 0, "nobody came back with a late result");
      long again = jobs.stream().filter(job -> job.attempt() == 2).count();
      trial.tally().expect(again == trial.tally().injected(), again + " jobs were attempted twice");
    }
  }

  private static void batch(Trial trial, int zombies) throws Exception {
    var plan = new WorkerHunt.Plan(zombies, 1, 1, Duration.ofMillis(200), Duration.ofMillis(500));
    try (WorkerHunt hunt =
        WorkerHunt.start(trial, plan, victim -> Workers.signal(victim.pid(), "STOP"))) {
      trial.submitAll(zombies, "work", trial.order().lasting(4_000));
      trial.await(
          "all victims stand still", Duration.ofMinutes(1), () -> hunt.hits().size() == zombies);
      Waiting.pass(PAUSE);
      for (WorkerHunt.Hit hit : hunt.hits()) {
        Workers.signal(hit.victim().pid(), "CONT");
      }
      trial.awaitEnds(Duration.ofMinutes(2));
    }
  }

  private static long endsBefore(Trial trial, Job job) {
    return trial.ledger().of(Execution.Kind.END).stream()
        .filter(end -> end.job().equals(job.id().value()) && end.attempt() < job.attempt())
        .count();
  }
}
