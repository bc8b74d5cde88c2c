package dev.oneshot.e2e;

import dev.oneshot.e2e.scenarios.Findings;
import dev.oneshot.e2e.scenarios.Scenario;
import dev.oneshot.e2e.scenarios.Site;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a scenario within its time. One that breaks must not cost the others' figures. */
final class Bounded {
  private static final String ITSELF = "the scenario";

  private Bounded() {}

  static Findings run(Scenario scenario, Site site, Progress progress) throws InterruptedException {
    Findings findings = new Findings(line -> progress.step("  " + line));
    long start = System.nanoTime();
    try (ExecutorService runner = Executors.newSingleThreadExecutor()) {
      Future<?> run =
          runner.submit(() -> {
            scenario.prove(site, findings);
            return null;
          });
      try {
        run.get(scenario.limit().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        run.cancel(true);
        findings.proof(ITSELF, "ends", false, "not within " + scenario.limit().toSeconds() + " s");
      } catch (ExecutionException e) {
        progress.failed(scenario.name() + " broke");
        e.printStackTrace();
        findings.proof(ITSELF, "ends", false, String.valueOf(e.getCause()));
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    progress.step(scenario.name() + " took " + took.toSeconds() + " s");
    return findings;
  }
}
