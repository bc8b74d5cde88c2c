package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a pool gains that trusts its code and lets a worker serve a hundred jobs. */
final class ReusePart implements Part {
  private static final List<Integer> SIZES = List.of(2, 4);
  private static final List<Integer> MAX_JOBS = List.of(1, 100);

  /** What was found of one kind of pool. */
  private record Kind(
      int size, int maxJobs, Figures jobsPerSecond, Figures cpuMillis, Figures latency) {
    Kind(int size, int maxJobs) {
      this(size, maxJobs, Figures.plain(), Figures.millis(), Figures.millis());
    }

    void run(Site site, Duration length) throws Exception {
      try (Requester requester = site.requester();
          Pool _ = Pool.start(site, size, size, maxJobs, List.of())) {
        Flood flood = new Flood(site, requester, size);
        flood.warmUp(3L * size * (maxJobs == 1 ? 1 : maxJobs / 4));
        Window window = flood.run(length);
        jobsPerSecond.put(window.jobsPerSecond());
        cpuMillis.put(window.workerCpuSecondsPerJob() * 1000);
        latency.addAll(flood.latency());
      }
    }
  }

  @Override
  public String name() {
    return "reuse";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    int rounds = isQuick ? 1 : 3;
    Duration window = Duration.ofSeconds(isQuick ? 3 : 8);
    List<Kind> kinds = new ArrayList<>();
    for (int size : SIZES) {
      MAX_JOBS.forEach(maxJobs -> kinds.add(new Kind(size, maxJobs)));
    }
    for (int round = 1; round <= rounds; round++) {
      for (Kind kind : kinds) {
        progress.step(
            "round "
                + round
                + " of "
                + rounds
                + ": "
                + kind.size
                + " workers, max-jobs "
                + kind.maxJobs);
        kind.run(site, window);
      }
    }
    return report(kinds, rounds, window);
  }

  private static Report report(List<Kind> kinds, int rounds, Duration window) {
    Report report =
        new Report(
            "reuse: a worker for a hundred jobs",
            "workers at most",
            "max-jobs",
            "jobs counted (n)",
            "jobs/s",
            "CPU ms a job",
            "publish to status ms, median",
            "p99");
    report.fact("windows", rounds + " of " + window.toSeconds() + " s for each kind, taking turns");
    for (Kind kind : kinds) {
      report.row(
          Integer.toString(kind.size),
          Integer.toString(kind.maxJobs),
          Long.toString(kind.latency.n()),
          kind.jobsPerSecond.spread(),
          kind.cpuMillis.spread(),
          Figures.digits(kind.latency.median()),
          Figures.digits(kind.latency.percentile(99)));
    }
    report.note("Medians of the windows, smallest to largest. Jobs and measuring as in churn.");
    report.note(
        "Above 1 a worker is no longer pristine: a job meets what the one before left in its process. One thread submits, and each job is one insert and one message, which bounds the rate.");
    return report;
  }
}
