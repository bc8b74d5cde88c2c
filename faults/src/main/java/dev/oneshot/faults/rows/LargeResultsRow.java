package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.job.Job;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * F23: large results at the same time through one replica with a small heap. As many at once as the
 * embedded store, which keeps them in memory, has room for.
 */
final class LargeResultsRow implements Row {
  private static final long LARGE_BYTES = 1_200_000_000;
  private static final long QUICK_BYTES = 100_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public String name() {
    return "F23";
  }

  @Override
  public String what() {
    return "results of 1.2 GB in parallel through a heap of 384 MB";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(30);
  }

  @Override
  public void play(Scene scene) throws Exception {
    int results = scene.size(20, 4);
    int atOnce = 2;
    long bytes = scene.isQuick() ? QUICK_BYTES : LARGE_BYTES;
    try (Trial trial = scene.trial();
        HttpClient client = HttpClient.newHttpClient();
        ExecutorService readers = Executors.newFixedThreadPool(atOnce)) {
      Service replica = trial.stand().replica("--oneshot.retention.interval=2s");
      trial.stand().pool(atOnce, atOnce + 1);
      long start = System.nanoTime();
      List<Future<Boolean>> right = new ArrayList<>();
      for (int i = 0; i < results; i++) {
        right.add(readers.submit(() -> isWhole(trial, replica, client, bytes)));
      }
      for (Future<Boolean> one : right) {
        trial.tally().expect(one.get(), "other bytes arrived than were stored");
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      trial
          .tally()
          .remark(
              results
                  + " results of "
                  + bytes / 1_000_000
                  + " MB made and fetched, "
                  + atOnce
                  + " at once, "
                  + Math.round(results * bytes / 1e6 / seconds)
                  + " MB/s in all");
      trial.judge(Expected.done());
    }
  }

  private static boolean isWhole(Trial trial, Service replica, HttpClient client, long bytes)
      throws Exception {
    String made =
        trial
            .callers()
            .call(Call.async(replica.url(), "brief", trial.order().returning(bytes)))
            .job();
    trial.await("a result is stored", PATIENCE, () -> hasEnded(trial, made));
    Job job = trial.records().job(made).orElseThrow();
    return Download.digest(client, replica, made)
        .equals(Objects.requireNonNull(job.result()).sha256());
  }

  private static boolean hasEnded(Trial trial, String job) {
    Waiting.pass(Duration.ofMillis(50));
    return trial.records().job(job).filter(found -> found.state().isTerminal()).isPresent();
  }
}
