package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.LiveHeap;
import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.measure.ProcessStatus;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.benchmarks.site.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What thousands of callers cost who wait on one replica, and what the others notice of them. */
final class WaitingPart implements Part {
  private static final int CALLS = 10_000;
  private static final int CALLS_QUICK = 500;
  private static final int WARM_UP = 30;

  /** By default a service takes as many waiting calls as two thirds of its heap hold. */
  private static final String HEAP = "2g";

  /** Of the harness and of the service, beside the calls: jars, pipes, the broker, the store. */
  private static final int OTHER_FILES = 500;

  /** What one look at the service found. */
  private record Reading(long heapBytes, long residentBytes, long threads, double cpuShare) {}

  @Override
  public String name() {
    return "waiting";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    int calls = isQuick ? CALLS_QUICK : CALLS;
    requireFiles(calls + OTHER_FILES);
    Report report =
        new Report(
            "waiting: calls that wait for a worker, and the others",
            "when",
            "calls pending",
            "heap after GC MB",
            "RSS after it MB",
            "threads",
            "CPU while idle, % of one processor",
            "answered meanwhile (n)",
            "ms, median",
            "p99",
            "largest");
    report.fact("service", "-Xmx" + HEAP + ", one replica, nothing else set");
    report.fact("worker", "-Xmx256m; pool of 2 to 4; none for the calls that wait");
    try (Service service = site.service(HEAP);
        Pool pool = Pool.start(site, 2, 4, List.of());
        HttpCaller others = HttpCaller.echo(service, 1024);
        ParkedCalls parked = new ParkedCalls(site, service)) {
      progress.step("warming up");
      parked.park(CALLS_QUICK);
      parked.cancelAll();
      answer(others, pool, isQuick ? 5 : WARM_UP);
      Row row = new Row(report, service, pool, others, isQuick, progress);
      Reading before = row.add("before", 0);
      progress.step("parking " + calls + " calls");
      long start = System.nanoTime();
      int refused = parked.park(calls);
      double seconds = (System.nanoTime() - start) / 1e9;
      Reading with = row.add("with them", parked.pending());
      parked.requireNoneAnswered();
      progress.step("cancelling them");
      double cancelled = parked.cancelAll();
      row.add("after", parked.pending());
      facts(report, calls, before, with);
      report.fact(
          "coming and going",
          String.format(
              Locale.ROOT,
              "%d calls came within %.1f s, %d of them were answered 503 and came again; all were"
                  + " answered 409 CANCELLED_BY_CALLER within %.1f s of the first cancel",
              calls,
              seconds,
              refused,
              cancelled));
    }
    notes(report);
    return report;
  }

  private static void requireFiles(int wanted) {
    long limit = ProcessStatus.openFilesLimit(ProcessHandle.current().pid()).orElse(Long.MAX_VALUE);
    if (limit < wanted) {
      throw new IllegalStateException(
          "each process may have "
              + limit
              + " open files, and this part needs "
              + wanted
              + ": run `ulimit -n "
              + wanted
              + "` before, or raise nofile in /etc/security/limits.conf");
    }
  }

  /** Measures in one state after the other. */
  private record Row(
      Report report,
      Service service,
      Pool pool,
      HttpCaller others,
      boolean isQuick,
      Progress progress) {
    Reading add(String when, int pending) throws Exception {
      progress.step(when + ": " + pending + " pending");
      Reading reading = read(service, Duration.ofSeconds(isQuick ? 3 : 20));
      Figures times = answer(others, pool, isQuick ? 5 : 50);
      report.row(
          when,
          Integer.toString(pending),
          Figures.digits(reading.heapBytes / 1e6),
          Figures.digits(reading.residentBytes / 1e6),
          Long.toString(reading.threads),
          Figures.digits(reading.cpuShare * 100),
          Long.toString(times.n()),
          Figures.digits(times.median()),
          Figures.digits(times.percentile(99)),
          Figures.digits(times.largest()));
      return reading;
    }
  }

  private static Figures answer(HttpCaller others, Pool pool, int n) throws Exception {
    Figures times = Figures.millis();
    for (int i = 0; i < n; i++) {
      pool.awaitFull();
      times.add(others.call().nanos());
    }
    return times;
  }

  private static Reading read(Service service, Duration window) throws IOException {
    ProcessHandle process = service.process().handle();
    Duration cpuBefore = ProcessFacts.cpu(process);
    long start = System.nanoTime();
    Waiting.pass(window);
    double share =
        (double) ProcessFacts.cpu(process).minus(cpuBefore).toNanos() / (System.nanoTime() - start);
    long heap = LiveHeap.bytes(process.pid());
    return new Reading(
        heap,
        ProcessStatus.residentBytes(process.pid()).orElseThrow(),
        ProcessStatus.threads(process.pid()).orElseThrow(),
        share);
  }

  private static void facts(Report report, int calls, Reading before, Reading with) {
    report.fact(
        "a waiting call",
        String.format(
            Locale.ROOT,
            "%.1f KB of heap, %.1f KB of RSS",
            (with.heapBytes - before.heapBytes) / 1e3 / calls,
            (with.residentBytes - before.residentBytes) / 1e3 / calls));
  }

  private static void notes(Report report) {
    report.note(
        "Each call on a connection of its own, for a function whose pool has no worker; it sends 5 bytes and `Prefer: wait=3600`. Pending is what the service's own gauge says. "
            + CALLS_QUICK
            + " such calls came and went before, not counted.");
    report.note(
        "Heap: the total of `jcmd GC.class_histogram`, which collects all garbage first. RSS: VmRSS right after it. Threads: the kernel's; a waiting call is a virtual thread. CPU: of the service, over 20 s in which nobody calls, its own loops included.");
    report.note(
        "Answered meanwhile: 1 KB to the echo, one at a time, each when that function's pool was full again.");
  }
}
