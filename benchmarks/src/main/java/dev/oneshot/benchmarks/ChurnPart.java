package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Chart;
import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.Floor;
import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.PeakResident;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.benchmarks.site.WorkerJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many one-shot jobs a second this machine gets through, and what each costs, beside programs
 * that do nothing. Sizes of the pool and floors take turns, so that all of them meet the same
 * noise.
 */
final class ChurnPart implements Part {
  private static final List<Integer> SIZES = List.of(1, 2, 3, 4, 6, 8);
  private static final int WARM_UP_JOBS_A_WORKER = 3;
  private static final int FLOORS_A_ROUND = 6;

  @Override
  public String name() {
    return "churn";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    int rounds = isQuick ? 1 : 3;
    Duration window = Duration.ofSeconds(isQuick ? 3 : 8);
    List<Floor> floors = floors(site);
    List<Churn> churns = SIZES.stream().map(Churn::new).toList();
    for (int round = 1; round <= rounds; round++) {
      String turn = "round " + round + " of " + rounds + ": ";
      progress.step(turn + "programs that do nothing");
      for (int i = 0; i < FLOORS_A_ROUND; i++) {
        for (Floor floor : floors) {
          floor.run();
        }
      }
      for (Churn churn : churns) {
        progress.step(turn + "at most " + churn.size + " workers, " + window.toSeconds() + " s");
        churn.run(site, window);
      }
    }
    return report(churns, floors, rounds, window);
  }

  private static List<Floor> floors(Site site) throws IOException {
    List<Floor> floors = new ArrayList<>();
    floors.add(new Floor("hello-world JVM", WorkerJvm.command(site.installation(), Hello.class)));
    floors.add(new Floor("/bin/true", List.of("/bin/true")));
    for (List<String> command :
        List.of(List.of("/usr/bin/python3", "-c", "0"), List.of("/usr/bin/node", "-e", "0"))) {
      if (Files.isExecutable(Path.of(command.getFirst()))) {
        floors.add(new Floor(String.join(" ", command), command));
      }
    }
    return floors;
  }

  /** What was found of one size of the pool. */
  private static final class Churn {
    final int size;
    final Figures jobsPerSecond = Figures.plain();
    final Figures cpuSeconds = Figures.seconds();
    final Figures resident = Figures.megabytes();
    final Figures latency = Figures.millis();
    final Figures workers = Figures.plain();
    final Figures broker = Figures.plain();
    final Figures store = Figures.plain();
    final Figures harness = Figures.plain();
    long jobs;

    Churn(int size) {
      this.size = size;
    }

    void run(Site site, Duration length) throws Exception {
      try (Requester requester = site.requester();
          Pool _ = Pool.start(site, size, size, List.of())) {
        Flood flood = new Flood(site, requester, size);
        // watching costs CPU, so it is over before anything else is measured
        try (PeakResident peaks = PeakResident.of(Pool.WORKER_PROGRAM)) {
          flood.warmUp((long) WARM_UP_JOBS_A_WORKER * size);
          peaks.addEndedTo(resident);
        }
        add(flood.run(length));
        latency.addAll(flood.latency());
      }
    }

    private void add(Window window) {
      jobs += window.jobs();
      jobsPerSecond.put(window.jobsPerSecond());
      cpuSeconds.put(window.workerCpuSecondsPerJob());
      workers.put(window.workersPercent());
      if (!Double.isNaN(window.brokerPercent())) {
        broker.put(window.brokerPercent());
      }
      store.put(window.storePercent());
      harness.put(window.clientPercent());
    }
  }

  private static Report report(
      List<Churn> churns, List<Floor> floors, int rounds, Duration window) {
    Report report =
        new Report(
            "churn: one-shot jobs a second",
            "workers at most",
            "jobs counted (n)",
            "jobs/s",
            "CPU s a job",
            "ratio to hello",
            "peak RSS MB a worker",
            "workers % of all CPUs",
            "broker %",
            "store %",
            "requester and pool %",
            "publish to status ms, median",
            "p99");
    report.fact("worker", "-Xmx256m; the pool keeps as many as it may");
    report.fact("windows", rounds + " of " + window.toSeconds() + " s for each size, taking turns");
    for (Floor floor : floors) {
      report.fact("floor, " + floor.name(), sentence(floor));
    }
    double hello = floors.getFirst().cpuSeconds().median();
    for (Churn churn : churns) {
      report.row(
          Integer.toString(churn.size),
          Long.toString(churn.jobs),
          churn.jobsPerSecond.spread(),
          churn.cpuSeconds.spread(),
          Figures.digits(churn.cpuSeconds.median() / hello),
          churn.resident.spread(),
          Window.whole(churn.workers.median()),
          Window.whole(churn.broker.median()),
          Window.whole(churn.store.median()),
          Window.whole(churn.harness.median()),
          Figures.digits(churn.latency.median()),
          Figures.digits(churn.latency.percentile(99)));
    }
    notes(report);
    goals(report, churns, hello);
    return report;
  }

  private static String sentence(Floor floor) {
    return "wall "
        + floor.wallMillis().spread()
        + " ms, CPU "
        + floor.cpuSeconds().spread()
        + " s, RSS at most "
        + Figures.digits(floor.residentMegabytes().percentile(100))
        + " MB, n = "
        + floor.n();
  }

  private static void notes(Report report) {
    report.note(
        "Figures with a range are medians, smallest to largest: of windows, of workers, of runs.");
    report.note(
        "Always "
            + Flood.MORE_OUTSTANDING
            + " jobs more outstanding than there may be workers; 1 KB to the echo, submitted without the service. The first "
            + WARM_UP_JOBS_A_WORKER
            + " jobs a worker's place are not counted. Every job ended DONE.");
    report.note(
        "CPU: of all workers, boot and exit included, over the jobs told meanwhile. RSS: the highest of each worker, its job included; of those that ended before the window.");
    report.note("The latency is that of a full queue, not of an idle pool: see dispatch.");
    report.note(
        "Floors: from before the start to the end seen, by the same launching code as a worker's, whose own helper process is in the figures. The hello-world JVM has the worker's runtime and options.");
  }

  private static void goals(Report report, List<Churn> churns, double hello) {
    Churn best =
        churns.stream()
            .max(Comparator.comparingDouble(churn -> churn.jobsPerSecond.median()))
            .orElseThrow();
    String where = " (pool of " + best.size + ")";
    report.goal(
        Goal.atLeast("one-shot jobs/s" + where, 14, best.jobsPerSecond.median())
            .onReferenceMachine());
    report.goal(
        Goal.atMost(
            "CPU a job / CPU of a hello-world JVM" + where, 5, best.cpuSeconds.median() / hello));
    Chart chart =
        Chart.lines(
            "One-shot jobs a second over the size of the pool", "workers at most", "jobs/s");
    chart.line(
        "Oneshot, median",
        churns.stream()
            .map(churn -> new Chart.Point(churn.size, churn.jobsPerSecond.median()))
            .toList());
    report.chart("throughput", chart);
  }
}
