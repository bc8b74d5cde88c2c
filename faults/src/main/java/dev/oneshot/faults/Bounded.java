package dev.oneshot.faults;

import dev.oneshot.benchmarks.Progress;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.faults.proof.Tally;
import dev.oneshot.faults.rows.Row;
import dev.oneshot.faults.rows.Scene;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Plays a row within its time. One that breaks must not cost the others' figures. */
final class Bounded {
  private static final Duration CLEAN_UP = Duration.ofMinutes(1);
  private static final int QUICKER = 2;

  private Bounded() {}

  static Tally play(Row row, Installation installation, boolean isQuick, Progress progress)
      throws InterruptedException {
    Tally tally = new Tally(reason -> progress.failed(row.name() + ": " + reason));
    Duration limit = isQuick ? row.limit().dividedBy(QUICKER) : row.limit();
    long start = System.nanoTime();
    ExecutorService runner = Executors.newSingleThreadExecutor();
    Future<?> run =
        runner.submit(() -> {
          row.play(new Scene(installation, isQuick, progress, tally));
          return null;
        });
    try {
      run.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      run.cancel(true);
      tally.expect(false, "not through within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      e.printStackTrace();
      tally.expect(false, "broke off: " + e.getCause());
    }
    runner.shutdown();
    if (!runner.awaitTermination(CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS)) {
      tally.expect(false, "could not be cleaned up");
    }
    progress.step(row.name() + " took " + (System.nanoTime() - start) / 1_000_000_000L + " s");
    return tally;
  }
}
