package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.proof.WorkerHunt;
import dev.oneshot.faults.proof.WorkerHunt.Hit;
import dev.oneshot.faults.site.Workers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * F2 and F3: workers are killed in the middle of their jobs.
 *
 * @param function {@code work}, which is attempted again, or {@code once}
 */
record KilledWorkersRow(String name, String function) implements Row {
  /** Lease and a round of recovery, if nobody reported the death. */
  private static final int RECOVERY_SECONDS = 15 + 5;

  /** Of the kills: a few come when the function is through already. */
  private static final double MOST_IN_MID_JOB = 0.8;

  @Override
  public String what() {
    return function.equals("once")
        ? "kill -9 of workers in mid-job, functions that run at most once"
        : "kill -9 of workers in mid-job";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(2000, 40);
    int kills = scene.size(200, 8);
    int workers = scene.size(12, 6);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      trial.stand().pool(workers, workers);
      // the last attempt is let live
      var plan =
          new WorkerHunt.Plan(
              kills, 4, function.equals("once") ? 1 : 2, Duration.ZERO, Duration.ofMillis(400));
      try (WorkerHunt hunt = WorkerHunt.start(trial, plan, victim -> Workers.kill(victim.pid()))) {
        trial.submitAll(jobs, function, trial.order().lasting(600));
        trial.awaitEnds(Duration.ofMinutes(12));
        judge(trial, hunt, kills);
      }
    }
  }

  private void judge(Trial trial, WorkerHunt hunt, int planned) throws Exception {
    Set<String> hit = new HashSet<>();
    for (Hit kill : hunt.hits()) {
      hit.add(kill.victim().job());
    }
    trial.judge(
        function.equals("once")
            ? (job, executions) ->
                hit.contains(job.id().value())
                    ? Expected.isLost(job) || hasEnded(executions)
                    : Expected.done().isRight(job, executions)
            : Expected.done());
    int kills = hunt.hits().size();
    trial.tally().expect(kills == planned, kills + " workers were killed of " + planned);
    int extra = trial.ledger().of(Execution.Kind.START).size() - trial.records().jobs().size();
    int most = function.equals("once") ? 0 : kills;
    trial.tally().expect(extra <= most, extra + " extra executions after " + most + " kills");
    long lost = trial.records().jobs().stream().filter(Expected::isLost).count();
    trial
        .tally()
        .expect(
            extra + lost >= MOST_IN_MID_JOB * kills,
            kills + " kills cost " + (extra + lost) + " attempts");
    trial.tally().remark(extra + " executions more than jobs, " + lost + " jobs lost their worker");
    double p99 = trial.tally().recoveryPercentile(99);
    trial.tally().expect(p99 <= RECOVERY_SECONDS, "recovery took " + p99 + " s");
  }

  // the shot came when the function was through already
  private static boolean hasEnded(List<Execution> executions) {
    return executions.stream().anyMatch(line -> line.kind() == Execution.Kind.END);
  }
}
