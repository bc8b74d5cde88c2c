package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.site.Site;
import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * A stretch of time in which jobs were told to have ended, and the CPU that all who took part used
 * in it.
 */
record Window(Reading begin, Reading end, long jobs) {
  private static final String BROKER_PROGRAM = "beam.smp";

  /** CPU seconds since each of them began; not a number where they cannot be read. */
  record Reading(long atNanos, double workers, double broker, double store, double client) {
    /**
     * Now.
     *
     * @param workers tells their CPU seconds so far
     * @param client who submits; may be this process
     */
    static Reading now(Site site, DoubleSupplier workers, ProcessHandle client) {
      return new Reading(
          System.nanoTime(),
          workers.getAsDouble(),
          brokerSeconds(),
          seconds(ProcessFacts.cpu(site.store().handle())),
          seconds(ProcessFacts.cpu(client)));
    }

    // in a container it is no descendant, and nothing is said of it
    private static double brokerSeconds() {
      return ProcessHandle.current()
          .descendants()
          .filter(process -> process.info().command().orElse("").endsWith(BROKER_PROGRAM))
          .mapToDouble(process -> seconds(ProcessFacts.cpu(process)))
          .reduce(Double::sum)
          .orElse(Double.NaN);
    }
  }

  static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  double jobsPerSecond() {
    return jobs / seconds();
  }

  double workerCpuSecondsPerJob() {
    return (end.workers - begin.workers) / jobs;
  }

  double workersPercent() {
    return percent(end.workers - begin.workers);
  }

  double brokerPercent() {
    return percent(end.broker - begin.broker);
  }

  double storePercent() {
    return percent(end.store - begin.store);
  }

  double clientPercent() {
    return percent(end.client - begin.client);
  }

  private double seconds() {
    return (end.atNanos - begin.atNanos) / 1e9;
  }

  // of all processors
  private double percent(double cpuSeconds) {
    return 100 * cpuSeconds / (seconds() * Runtime.getRuntime().availableProcessors());
  }

  /** For a table: no digits behind the point, which a share of a noisy machine does not have. */
  static String whole(double percent) {
    return Double.isNaN(percent) ? "-" : String.format(Locale.ROOT, "%.0f", percent);
  }
}
