package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.proof.WorkerHunt;
import dev.oneshot.faults.site.Workers;
import java.time.Duration;

/** F24: workers are killed while they store a large result. */
final class KilledUploadsRow implements Row {
  private static final long RESULT_BYTES = 20_000_000;

  /** A sweeper looks a minute after the upload's begin, and then every few seconds. */
  private static final Duration SWEPT_WITHIN = Duration.ofSeconds(100);

  @Override
  public String name() {
    return "F24";
  }

  @Override
  public String what() {
    return "kill -9 of workers while they store a result of 20 MB";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int kills = scene.size(50, 4);
    try (Trial trial = scene.trial()) {
      trial.stand().replica("--oneshot.retention.interval=2s");
      trial.stand().pool(4, 8);
      var plan =
          new WorkerHunt.Plan(kills, 1, 2, Duration.ofMillis(1_800), Duration.ofMillis(2_800));
      try (WorkerHunt hunt = WorkerHunt.start(trial, plan, victim -> Workers.kill(victim.pid()))) {
        trial.submitAll(kills, "work", trial.order().lasting(3_000).returning(RESULT_BYTES));
        trial.awaitEnds(Duration.ofMinutes(10));
        trial.tally().expect(hunt.hits().size() == kills, hunt.hits().size() + " kills");
      }
      trial.tally().remark(trial.records().orphans().size() + " orphans before the sweep");
      trial.await("the orphans are swept", SWEPT_WITHIN, () -> trial.records().orphans().isEmpty());
      trial.judge(Expected.done());
    }
  }
}
