package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.proof.WorkerHunt;
import dev.oneshot.faults.site.Workers;
import java.time.Duration;

/** F24: workers are killed while they store a large result. */
final class KilledUploadsRow implements Row {
  private static final long RESULT_BYTES = 20_000_000;
  private static final long LASTS_MILLIS = 6_000;
  private static final Duration STORED_WITHIN = Duration.ofSeconds(30);

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
      var plan = new WorkerHunt.Plan(kills, 1, 2, Duration.ZERO, Duration.ZERO);
      try (WorkerHunt hunt = WorkerHunt.start(trial, plan, victim -> shoot(trial, victim))) {
        trial.submitAll(kills, "work", trial.order().lasting(LASTS_MILLIS).returning(RESULT_BYTES));
        trial.awaitEnds(Duration.ofMinutes(10));
        trial.tally().expect(hunt.hits().size() == kills, hunt.hits().size() + " kills");
      }
      // the first are swept before the last are made
      trial.tally().remark(trial.records().orphans().size() + " orphans left at the last end");
      trial.await("the orphans are swept", SWEPT_WITHIN, () -> trial.records().orphans().isEmpty());
      trial.judge(Expected.done());
    }
  }

  // each leaves an orphan: by what is stored, not by the clock, since how soon the first chunk of
  // 8 MiB is full is the load's business
  private static void shoot(Trial trial, Execution victim) {
    String results = victim.job() + "/result/";
    Waiting.until(
        "a chunk is stored",
        STORED_WITHIN,
        () ->
            trial.records().orphans().stream().filter(file -> file.startsWith(results)).count()
                >= victim.attempt());
    Workers.kill(victim.pid());
  }
}
