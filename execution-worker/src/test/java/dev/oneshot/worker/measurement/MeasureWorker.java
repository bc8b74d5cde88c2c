package dev.oneshot.worker.measurement;

import static dev.oneshot.worker.fixture.JobBuilder.aJob;

import dev.oneshot.message.WorkerEvent.Phase;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.testsupport.TestStore;
import dev.oneshot.worker.fixture.Distribution;
import dev.oneshot.worker.fixture.Site;
import dev.oneshot.worker.fixture.WorkerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;

/**
 * Starts fresh workers one after the other, gives each one job, and prints medians: spawn to READY,
 * publish to the job's event, event to the process's end, CPU time and peak memory of the process.
 *
 * <p>Arguments: how many, the directory of function jars, the handler, then JVM options.
 */
public final class MeasureWorker {
  private final List<Double> readyMillis = new ArrayList<>();
  private final List<Double> dispatchMillis = new ArrayList<>();
  private final List<Double> exitMillis = new ArrayList<>();
  private final List<Double> cpuMillis = new ArrayList<>();
  private final List<Double> peakMebibytes = new ArrayList<>();

  private MeasureWorker() {}

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    List<Path> functions = Distribution.functions(Path.of(arguments[1]));
    List<String> options = List.of(arguments).subList(3, arguments.length);
    try (Site site =
        new Site(
            TestBroker.shared().newVirtualHost(),
            TestStore.shared().uri(),
            TestStore.shared().newDatabaseName())) {
      for (int warmUp = 0; warmUp < 3; warmUp++) {
        new MeasureWorker().measure(site, functions, arguments[2], options);
      }
      MeasureWorker measured = new MeasureWorker();
      for (int i = 0; i < count; i++) {
        measured.measure(site, functions, arguments[2], options);
      }
      measured.print();
    }
    System.exit(0); // the drivers of the broker under test leave threads behind
  }

  private void measure(Site site, List<Path> functions, String handler, List<String> options)
      throws Exception {
    WorkerProcess.Starter starter =
        WorkerProcess.starter(Distribution.built(), site).functions(functions).option("-Xmx64m");
    options.forEach(starter::option);
    starter.under("/usr/bin/time", "-f", "usage %U %S %M");
    long spawned = System.nanoTime();
    try (WorkerProcess worker = starter.start()) {
      site.await(Phase.READY);
      long ready = System.nanoTime();
      // a worker waits for a while before its job comes
      Thread.sleep(250);
      var job = aJob(handler).payload("{\"text\":\"hello\"}", "application/json").build();
      site.jobs.insert(job, site.serverTime.instant().plusSeconds(60));
      long published = System.nanoTime();
      site.publish(job.id());
      site.awaitEnd();
      long told = System.nanoTime();
      worker.await();
      long ended = System.nanoTime();
      readyMillis.add((ready - spawned) / 1e6);
      dispatchMillis.add((told - published) / 1e6);
      exitMillis.add((ended - told) / 1e6);
      recordUsage(worker.errors());
    }
  }

  private void recordUsage(String errors) {
    Scanner usage =
        new Scanner(errors.substring(errors.indexOf("usage") + 5)).useLocale(Locale.ROOT);
    cpuMillis.add((usage.nextDouble() + usage.nextDouble()) * 1000);
    peakMebibytes.add(usage.nextDouble() / 1024);
  }

  private void print() {
    System.out.printf(
        Locale.ROOT,
        "ready %.0f ms (p90 %.0f) | dispatch p50 %.1f p90 %.1f max %.1f ms | exit %.0f ms | cpu mean %.0f ms | peak %.0f MiB%n",
        quantile(readyMillis, 0.5),
        quantile(readyMillis, 0.9),
        quantile(dispatchMillis, 0.5),
        quantile(dispatchMillis, 0.9),
        quantile(dispatchMillis, 1),
        quantile(exitMillis, 0.5),
        cpuMillis.stream().mapToDouble(Double::doubleValue).average().orElse(0),
        quantile(peakMebibytes, 0.5));
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
  }
}
