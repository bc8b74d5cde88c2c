package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Chart;
import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.OpenLoop;
import dev.oneshot.benchmarks.measure.PoissonArrivals;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.IdleWorkers;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.benchmarks.site.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP call, from its first byte to the result's last: one at a time while workers are idle, and
 * from callers who come when they like.
 */
final class CallPart implements Part {
  private static final int WARM_UP = 30;

  /** What a replica has behind it minutes after its start: its code is compiled by then. */
  private static final int ANSWERED_BEFORE = 3000;

  private static final int WARM_UP_CALLERS = 4;
  private static final int MIN_WORKERS = 4;
  private static final int MAX_WORKERS = 6;
  private static final int MORE_OUTSTANDING = 2;
  private static final List<Integer> LOADS_PERCENT = List.of(25, 50, 75);
  private static final long SEED = 20261120;

  /** Of one row: what the client measured, what the service said, and who met no idle worker. */
  private static final class Round {
    final Figures times = Figures.millis();
    final Figures queues = Figures.millis();
    final Figures totals = Figures.millis();
    long metNoIdleWorker;

    void add(HttpCaller.Answer answer, long nanos) {
      times.add(nanos);
      queues.add(Math.round(answer.queueMillis() * 1e6));
      totals.add(Math.round(answer.totalMillis() * 1e6));
    }
  }

  @Override
  public String name() {
    return "call";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    Report report =
        new Report(
            "call: HTTP request to response",
            "calls",
            "n",
            "ms, median",
            "p90",
            "p99",
            "largest",
            "met no idle worker",
            "queue, as the service says ms, median",
            "p99",
            "submission to end, as the service says ms, median");
    report.fact("service", "-Xmx512m, one replica");
    report.fact(
        "worker",
        "-Xmx256m; pool of 2 to 4, in the open loop of " + MIN_WORKERS + " to " + MAX_WORKERS);
    try (Service service = site.service("512m")) {
      justStarted(site, service, report, isQuick, progress);
      warmUp(site, service, isQuick ? 100 : ANSWERED_BEFORE, progress);
      oneAtATime(site, service, report, isQuick, progress);
      openLoop(site, service, report, isQuick, progress);
    }
    notes(report);
    return report;
  }

  private static void justStarted(
      Site site, Service service, Report report, boolean isQuick, Progress progress)
      throws Exception {
    try (Pool pool = Pool.start(site, 2, 4, List.of());
        HttpCaller caller = HttpCaller.echo(service, 1024)) {
      idle(report, "echo, 1 KB, service just started", caller, pool, isQuick ? 5 : 50, progress);
    }
  }

  /** Calls by workers that serve many, since it is the service that is to be warm. */
  private static void warmUp(Site site, Service service, int calls, Progress progress)
      throws Exception {
    progress.step("warming up the service: " + calls + " calls");
    try (Pool _ = Pool.start(site, 2, 2, calls, List.of());
        HttpCaller caller = HttpCaller.echo(service, 1024);
        ExecutorService callers = Executors.newFixedThreadPool(WARM_UP_CALLERS)) {
      Callable<HttpCaller.Answer> call = caller::call;
      for (Future<HttpCaller.Answer> answer : callers.invokeAll(Collections.nCopies(calls, call))) {
        answer.get();
      }
    }
  }

  private static void oneAtATime(
      Site site, Service service, Report report, boolean isQuick, Progress progress)
      throws Exception {
    try (Pool pool = Pool.start(site, 2, 4, List.of());
        HttpCaller small = HttpCaller.echo(service, 1024);
        HttpCaller middle = HttpCaller.echo(service, 256 * 1024);
        HttpCaller large = HttpCaller.echo(service, 8 * 1024 * 1024);
        HttpCaller probe = HttpCaller.probe(service, 1024)) {
      int n = isQuick ? 5 : 100;
      Figures times = idle(report, "echo, 1 KB", small, pool, n, progress);
      goals(report, times);
      report.chart(
          "latency",
          Chart.percentiles("HTTP call of 1 KB while workers are idle", "ms")
              .line("echo", times.distribution()));
      idle(report, "echo, 256 KB", middle, pool, n, progress);
      idle(report, "echo, 8 MB", large, pool, isQuick ? 5 : 50, progress);
      idle(report, "probe, 1 KB", probe, pool, n, progress);
    }
  }

  private static Figures idle(
      Report report, String name, HttpCaller caller, Pool pool, int n, Progress progress)
      throws Exception {
    progress.step(name + ", idle pool: " + WARM_UP + " calls to warm up, then " + n);
    Round round = new Round();
    for (int i = -WARM_UP; i < n; i++) {
      pool.awaitFull();
      HttpCaller.Answer answer = caller.call();
      if (i >= 0) {
        round.add(answer, answer.nanos());
      }
    }
    row(report, name + ", one at a time, pool full", round);
    return round.times;
  }

  private static void goals(Report report, Figures times) {
    report.goal(
        Goal.atMost("HTTP call of 1 KB ms, median", 8, times.median()).onReferenceMachine());
    report.goal(
        Goal.atMost("HTTP call of 1 KB ms, p99", 20, times.percentile(99)).onReferenceMachine());
  }

  private static void openLoop(
      Site site, Service service, Report report, boolean isQuick, Progress progress)
      throws Exception {
    try (Pool pool = Pool.start(site, MIN_WORKERS, MAX_WORKERS, List.of());
        IdleWorkers workers = site.idleWorkers();
        HttpCaller caller = HttpCaller.echo(service, 1024)) {
      double capacity = capacity(caller, Duration.ofSeconds(isQuick ? 5 : 20), progress);
      report.fact(
          "one-shot capacity",
          Figures.digits(capacity)
              + " calls/s: a closed loop of "
              + (MAX_WORKERS + MORE_OUTSTANDING)
              + " callers on the open loop's pool");
      for (int percent : LOADS_PERCENT) {
        pool.awaitFull();
        double rate = capacity * percent / 100;
        int n = isQuick ? 10 : 100;
        String load = percent + " % of capacity, " + Figures.digits(rate) + "/s";
        progress.step("open loop at " + load + ": " + n + " calls");
        row(report, "echo, 1 KB, open loop at " + load, arrivals(caller, workers, n, rate));
      }
    }
  }

  private static Round arrivals(HttpCaller caller, IdleWorkers workers, int n, double rate)
      throws Exception {
    Round round = new Round();
    for (var call :
        OpenLoop.run(
            PoissonArrivals.nanos(n, rate, SEED),
            caller::call,
            () -> round.metNoIdleWorker += workers.count() == 0 ? 1 : 0)) {
      round.add(call.value(), call.nanos());
    }
    return round;
  }

  /** Calls a second that a closed loop gets through once it is warm. */
  private static double capacity(HttpCaller caller, Duration window, Progress progress)
      throws Exception {
    progress.step("capacity: a closed loop for " + window.toSeconds() + " s");
    AtomicLong answered = new AtomicLong();
    AtomicBoolean isOver = new AtomicBoolean();
    Callable<Void> loop =
        () -> {
          while (!isOver.get()) {
            caller.call();
            answered.incrementAndGet();
          }
          return null;
        };
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> loops = new ArrayList<>();
      for (int i = 0; i < MAX_WORKERS + MORE_OUTSTANDING; i++) {
        loops.add(callers.submit(loop));
      }
      double rate = rate(answered, window);
      isOver.set(true);
      for (Future<Void> ended : loops) {
        ended.get();
      }
      return rate;
    }
  }

  private static double rate(AtomicLong answered, Duration window) {
    Waiting.until(
        "the first calls are answered", Duration.ofMinutes(1), () -> answered.get() >= WARM_UP);
    long before = answered.get();
    long begin = System.nanoTime();
    Waiting.pass(window);
    return (answered.get() - before) / ((System.nanoTime() - begin) / 1e9);
  }

  private static void notes(Report report) {
    report.note(
        "One at a time: on one kept connection, each call after the pool was full again with nothing starting. The client checks the length of what comes back; 8 MB is 8 MiB, 256 KB is 256 KiB and still lies in the job's record. "
            + WARM_UP
            + " calls before each row, not counted.");
    report.note(
        "Service just started: after its first "
            + WARM_UP
            + " calls. The other rows: after "
            + ANSWERED_BEFORE
            + " more, by workers that served many.");
    report.note("While a call runs its worker's replacement starts, on the same processors.");
    report.note(
        "Open loop: Poisson arrivals (seed "
            + SEED
            + "), each call measured from when it was meant to start, whether or not earlier ones had ended. The one-shot capacity is measured just before, in the same run.");
    report.note(
        "Met no idle worker: the broker counted no consumer on the pool's queue when the call was sent off. Queue: from submission to start, in whole milliseconds.");
  }

  private static void row(Report report, String name, Round round) {
    report.row(
        name,
        Long.toString(round.times.n()),
        Figures.digits(round.times.median()),
        Figures.digits(round.times.percentile(90)),
        Figures.digits(round.times.percentile(99)),
        Figures.digits(round.times.largest()),
        String.format(
            Locale.ROOT,
            "%d (%.0f %%)",
            round.metNoIdleWorker,
            100.0 * round.metNoIdleWorker / round.times.n()),
        Figures.digits(round.queues.median()),
        Figures.digits(round.queues.percentile(99)),
        Figures.digits(round.totals.median()));
  }
}
