package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Chart;
import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.PeakResident;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Celery;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.job.JobId;
import dev.oneshot.job.mongo.MongoJobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The same jobs by Celery, on the same broker: with children that serve one task, and with children
 * that are reused. Each row is bounded by time, since a call may stall for seconds.
 */
final class PeersPart implements Part {
  private static final String ONESHOT = "Oneshot";
  private static final String CELERY_ONE_SHOT = "Celery, a child for each task";
  private static final String CELERY_REUSED = "Celery, children reused";
  private static final List<String> KINDS = List.of(ONESHOT, CELERY_ONE_SHOT, CELERY_REUSED);

  private static final Duration BETWEEN_CALLS = Duration.ofMillis(80);
  private static final int WARM_UP_CALLS = 3;
  private static final int WARM_UP_JOBS_A_WORKER = 3;

  /** How long each way of calling is measured. */
  private record Lengths(Duration calls, Duration flood) {}

  /** What was found of one kind with so many workers. */
  private static final class Row {
    final String kind;
    final int workers;
    final Figures spaced = Figures.millis();
    final Figures chained = Figures.millis();
    final Figures resident = Figures.megabytes();
    final List<Window.Reading> readings = new ArrayList<>();
    long jobs;
    long parentBytes;

    Row(String kind, int workers) {
      this.kind = kind;
      this.workers = workers;
    }

    Window window() {
      return new Window(readings.getFirst(), readings.getLast(), jobs);
    }
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    String version = CeleryPackage.require(progress);
    List<Integer> sizes = isQuick ? List.of(2) : List.of(2, 4, 8);
    Lengths lengths =
        isQuick
            ? new Lengths(Duration.ofSeconds(4), Duration.ofSeconds(4))
            : new Lengths(Duration.ofSeconds(10), Duration.ofSeconds(8));
    List<Row> rows = new ArrayList<>();
    for (int size : sizes) {
      for (String kind : KINDS) {
        progress.step(kind + ", " + size + " workers");
        Row row = new Row(kind, size);
        if (kind.equals(ONESHOT)) {
          oneshot(site, row, lengths);
        } else {
          celery(site, row, lengths);
        }
        rows.add(row);
      }
    }
    return report(rows, sizes, lengths, version);
  }

  private static void oneshot(Site site, Row row, Lengths lengths) throws Exception {
    MongoJobStore jobs = new MongoJobStore(site.database(), site.clock());
    try (Requester requester = site.requester();
        Pool pool = Pool.start(site, row.workers, row.workers, List.of())) {
      calls(requester, jobs, BETWEEN_CALLS, lengths.calls, row.spaced);
      pool.awaitFull();
      calls(requester, jobs, Duration.ZERO, lengths.calls, row.chained);
      Flood flood = new Flood(site, requester, row.workers);
      try (PeakResident peaks = PeakResident.of(Pool.WORKER_PROGRAM)) {
        flood.warmUp((long) WARM_UP_JOBS_A_WORKER * row.workers);
        peaks.addEndedTo(row.resident);
      }
      Window window = flood.run(lengths.flood);
      row.readings.addAll(List.of(window.begin(), window.end()));
      row.jobs = window.jobs();
    }
  }

  // all that Celery's call does, and what it does not: the record and its result are stored
  private static void calls(
      Requester requester, MongoJobStore jobs, Duration pause, Duration length, Figures times)
      throws Exception {
    long begin = System.nanoTime();
    for (int call = -WARM_UP_CALLS; System.nanoTime() - begin < length.toNanos(); call++) {
      long start = System.nanoTime();
      JobId job = requester.insert();
      requester.latencyNanos(job);
      var _ = jobs.find(job).orElseThrow();
      if (call >= 0) {
        times.add(System.nanoTime() - start);
      } else {
        begin = System.nanoTime();
      }
      Waiting.pass(pause);
    }
  }

  private static void celery(Site site, Row row, Lengths lengths) throws Exception {
    try (Celery celery = Celery.start(site, row.workers, row.kind.equals(CELERY_ONE_SHOT))) {
      celery
          .call(Celery.Mode.SPACED, lengths.calls, WARM_UP_CALLS, 1, _ -> {})
          .forEach(row.spaced::add);
      celery
          .call(Celery.Mode.CHAINED, lengths.calls, WARM_UP_CALLS, 1, _ -> {})
          .forEach(row.chained::add);
      row.jobs =
          celery
              .call(
                  Celery.Mode.FLOOD,
                  lengths.flood,
                  WARM_UP_JOBS_A_WORKER * row.workers,
                  row.workers + Flood.MORE_OUTSTANDING,
                  client -> row.readings.add(Window.Reading.now(site, celery::cpuSeconds, client)))
              .size();
      celery.addResidentOfChildrenTo(row.resident);
      row.parentBytes = celery.residentOfWorker().orElse(0);
    }
  }

  private static Report report(
      List<Row> rows, List<Integer> sizes, Lengths lengths, String version) {
    Report report =
        new Report(
            "peers: the same jobs by Celery",
            "kind",
            "workers",
            "calls spaced by 80 ms: n",
            "ms, median",
            "p99",
            "back to back: n",
            "ms, median",
            "p99",
            "flood: jobs (n)",
            "jobs/s",
            "CPU ms a job",
            "workers % of all CPUs",
            "broker %",
            "client %",
            "RSS MB a worker, median",
            "parent's");
    report.fact(
        "Celery",
        version
            + ", prefork, -O fair, prefetch multiplier 1, results by rpc://, no gossip, no mingle; one-shot by --max-tasks-per-child 1");
    report.fact(
        "each row",
        lengths.calls.toSeconds()
            + " s of calls of each way, then a flood of "
            + lengths.flood.toSeconds()
            + " s: one run, n as reached in it");
    rows.forEach(row -> report.row(cells(row)));
    notes(report);
    for (int size : sizes) {
      report.goal(
          Goal.atLeast(
              "one-shot jobs/s / Celery's with a child for each task, " + size + " workers",
              1,
              jobsPerSecond(rows, ONESHOT, size) / jobsPerSecond(rows, CELERY_ONE_SHOT, size)));
    }
    charts(report, rows, sizes);
    return report;
  }

  private static String[] cells(Row row) {
    Window window = row.window();
    return new String[] {
      row.kind,
      Integer.toString(row.workers),
      Long.toString(row.spaced.n()),
      Figures.digits(row.spaced.median()),
      Figures.digits(row.spaced.percentile(99)),
      Long.toString(row.chained.n()),
      Figures.digits(row.chained.median()),
      Figures.digits(row.chained.percentile(99)),
      Long.toString(row.jobs),
      Figures.digits(window.jobsPerSecond()),
      Figures.digits(window.workerCpuSecondsPerJob() * 1000),
      Window.whole(window.workersPercent()),
      Window.whole(window.brokerPercent()),
      Window.whole(window.clientPercent()),
      Figures.digits(row.resident.median()),
      row.parentBytes == 0 ? "-" : Figures.digits(row.parentBytes / 1e6)
    };
  }

  private static void notes(Report report) {
    report.note(
        "1 KB each way. A call is what its client waits for: of Celery delay() and get(), of Oneshot inserting the job's record, publishing, hearing of its end, reading the record. With n below 100 p99 is the worst value.");
    report.note(
        "Celery's task stores nothing, is lost with its worker, and its result lives in the client's reply queue; Oneshot's job is inserted, claimed and finished in the store with each step confirmed. Celery forks a loaded interpreter, Oneshot starts a process.");
    report.note(
        "Celery with reused children is in another class of speed: each task meets what the one before left. See reuse for Oneshot's.");
    report.note(
        "Flood: two more jobs outstanding than workers. RSS: of Oneshot the highest of each worker; of Celery's children when all of them are idle again, pages shared with their parent counted in each.");
  }

  private static double jobsPerSecond(List<Row> rows, String kind, int workers) {
    return rows.stream()
        .filter(row -> row.kind.equals(kind) && row.workers == workers)
        .findFirst()
        .orElseThrow()
        .window()
        .jobsPerSecond();
  }

  private static void charts(Report report, List<Row> rows, List<Integer> sizes) {
    int workers = sizes.get(sizes.size() / 2);
    Chart latency =
        Chart.percentiles("Calls spaced by 80 ms, " + workers + " workers", "ms").logarithmic();
    rows.stream()
        .filter(row -> row.workers == workers && row.spaced.n() > 0)
        .forEach(row -> latency.line(row.kind, row.spaced.distribution()));
    report.chart("latency", latency);
    Chart throughput = Chart.lines("One-shot jobs a second", "workers", "jobs/s");
    for (String kind : List.of(ONESHOT, CELERY_ONE_SHOT)) {
      throughput.line(
          kind,
          sizes.stream()
              .map(size -> new Chart.Point(size, jobsPerSecond(rows, kind, size)))
              .toList());
    }
    report.chart("throughput", throughput);
  }
}
