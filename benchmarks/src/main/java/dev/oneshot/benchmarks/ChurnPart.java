package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.ChildrenUsage;
import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.job.JobState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How many one-shot jobs a second this machine gets through, and what each costs. */
final class ChurnPart implements Part {
  private static final List<Integer> MAXIMA = List.of(2, 4, 8);
  private static final int MORE_OUTSTANDING = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "churn";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    Duration window = Duration.ofSeconds(isQuick ? 4 : 15);
    Report report =
        new Report(
            "churn: one-shot jobs a second",
            "workers at most",
            "jobs counted (n)",
            "jobs/s",
            "worker CPU s a job",
            "workers % of all CPUs",
            "broker %",
            "store %",
            "requester and pool %",
            "publish to status ms, median",
            "p99");
    report.fact("worker", "-Xmx256m; the pool keeps as many as it may");
    for (int max : MAXIMA) {
      progress.step("at most " + max + " workers, for " + window.toSeconds() + " s");
      try (Requester requester = site.requester();
          Pool _ = Pool.start(site, max, max, List.of())) {
        report.row(new Round(site, requester, max).run(window));
      }
    }
    report.note(
        "Always "
            + MORE_OUTSTANDING
            + " jobs more outstanding than there may be workers; 1 KB to the echo, submitted without the service. The first 3 jobs a worker's place are not counted. Every job ended DONE.");
    report.note("The latency is that of a full queue, not of an idle pool: see dispatch.");
    return report;
  }

  /** One size of the pool, from warm-up to the last job's end. */
  private static final class Round {
    private final Site site;
    private final Requester requester;
    private final int max;
    private final Semaphore places;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();
    private final Figures latency = Figures.millis();
    private volatile boolean isCounting;

    Round(Site site, Requester requester, int max) {
      this.site = site;
      this.requester = requester;
      this.max = max;
      this.places = new Semaphore(max + MORE_OUTSTANDING);
    }

    private record Reading(
        long atNanos, long jobs, double workers, double broker, double store, double self) {}

    String[] run(Duration window) throws Exception {
      long warmUp = 3L * max;
      while (done.get() < warmUp) {
        submit();
      }
      isCounting = true;
      Reading begin = read();
      while (System.nanoTime() - begin.atNanos < window.toNanos()) {
        submit();
      }
      Reading end = read();
      isCounting = false;
      if (!places.tryAcquire(max + MORE_OUTSTANDING, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("jobs are missing");
      }
      if (broken.get() > 0) {
        throw new IllegalStateException(broken + " jobs did not end DONE");
      }
      return row(begin, end);
    }

    private void submit() throws Exception {
      if (!places.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("no job ended for " + PATIENCE.toSeconds() + " s");
      }
      var _ = requester.publish(requester.insert()).thenAccept(this::ended);
    }

    // on the requester's one thread that hears
    private void ended(Requester.Ended ended) {
      if (isCounting) {
        latency.add(ended.nanos());
      }
      if (ended.state() != JobState.DONE) {
        broken.incrementAndGet();
      }
      done.incrementAndGet();
      places.release();
    }

    private Reading read() {
      return new Reading(
          System.nanoTime(),
          done.get(),
          ChildrenUsage.cpuSeconds(),
          ProcessHandle.current()
              .descendants()
              .filter(process -> process.info().command().orElse("").endsWith("beam.smp"))
              .mapToDouble(process -> seconds(ProcessFacts.cpu(process)))
              .sum(),
          seconds(ProcessFacts.cpu(site.store().handle())),
          seconds(ProcessFacts.cpu(ProcessHandle.current())));
    }

    private static double seconds(Duration time) {
      return time.toNanos() / 1e9;
    }

    private String[] row(Reading begin, Reading end) {
      double seconds = (end.atNanos - begin.atNanos) / 1e9;
      double all = seconds * Runtime.getRuntime().availableProcessors();
      long jobs = end.jobs - begin.jobs;
      return new String[] {
        Integer.toString(max),
        Long.toString(jobs),
        Figures.digits(jobs / seconds),
        Figures.digits((end.workers - begin.workers) / jobs),
        percent((end.workers - begin.workers) / all),
        percent((end.broker - begin.broker) / all),
        percent((end.store - begin.store) / all),
        percent((end.self - begin.self) / all),
        Figures.digits(latency.median()),
        Figures.digits(latency.percentile(99))
      };
    }

    private static String percent(double share) {
      return String.format(Locale.ROOT, "%.0f", share * 100);
    }
  }
}
