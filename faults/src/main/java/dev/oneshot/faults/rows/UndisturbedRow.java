package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;

/** F1: nothing is broken. */
final class UndisturbedRow implements Row {
  @Override
  public String name() {
    return "F1";
  }

  @Override
  public String what() {
    return "nothing";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(2000, 40);
    int workers = scene.size(20, 4);
    try (Trial trial = scene.trial()) {
      var replica = trial.stand().replica();
      trial.stand().pool(workers, workers);

      trial.submitAll(jobs / 2, "work", trial.order());
      trial.submitAll(jobs / 2, "once", trial.order());
      trial.awaitEnds(Duration.ofMinutes(12));

      trial.judge(Expected.done());
      int executed = trial.ledger().of(Execution.Kind.START).size();
      trial.tally().expect(executed == jobs, executed + " executions of " + jobs + " jobs");
      int redelivered = (int) replica.sum("oneshot_redeliveries_total");
      // a hint too many: one that was on its way to its claim looked lost
      trial.tally().remark(redelivered + " assignments published again");
    }
  }
}
