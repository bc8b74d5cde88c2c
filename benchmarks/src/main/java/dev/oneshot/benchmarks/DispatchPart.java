package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Chart;
import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.pool.process.WorkerCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * From publishing a job's id to hearing of its end, in a worker that never ran anything; and what
 * such a worker costs from its birth to its death. Beside it what each of its means is worth, the
 * worker that would first be written, the one that is reused, and a JVM that only says hello.
 */
final class DispatchPart implements Part {
  private static final int WARM_UP = 10;

  /** Broker and store, which in earnest have run for long, are warm by then, too. */
  private static final int WARM_UP_JOBS = 2000;

  private final Kind worker = new Kind("worker");
  private final Kind reused = new Kind("worker, reused");
  private final Kind unprimed = new Kind("worker without priming");
  private final Kind uncached = new Kind("worker without AOT cache");
  private final Kind c2 = new Kind("worker, C2 allowed");
  private final Kind spring = new Kind("Spring Boot worker");
  private final Kind hello = new Kind("hello-world JVM");

  @Override
  public String name() {
    return "dispatch";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    int many = isQuick ? 10 : 200;
    int some = isQuick ? 3 : 60;
    WorkerCommand delivered = site.installation().worker();
    Path functions = site.installation().functionJars();
    try (Requester requester = site.requester();
        ReusedWorker old = ReusedWorker.start(site, reused, WARM_UP_JOBS);
        Nursery asDelivered = new Nursery(site.launcher(delivered), requester, functions);
        Nursery withoutPriming =
            new Nursery(site.launcher(withoutPriming(delivered)), requester, functions);
        Nursery withoutCache =
            new Nursery(site.launcher(withoutCache(delivered)), requester, functions);
        Nursery withC2 =
            new Nursery(site.launcher(delivered), requester, functions, "-XX:TieredStopAtLevel=4");
        Nursery springs =
            new Nursery(site.launcher(new SpringWorkerCommand()), requester, functions)) {
      progress.step("warming up the requester with " + WARM_UP + " workers");
      for (int i = 0; i < WARM_UP; i++) {
        asDelivered.live(new Kind("warm-up"));
      }
      new Turns()
          .add(worker, many, asDelivered::live)
          .add(reused, many, old::serve)
          .add(unprimed, some, withoutPriming::live)
          .add(uncached, some, withoutCache::live)
          .add(c2, some, withC2::live)
          .add(spring, some, springs::live)
          .add(hello, many, new HelloJvm(site.installation(), Hello.class)::live)
          .run(progress);
      old.addUsage(reused);
    }
    return report(site);
  }

  private static WorkerCommand withoutPriming(WorkerCommand command) {
    return (spec, scratch) -> {
      List<String> words = new ArrayList<>(List.of("/usr/bin/env", "ONESHOT_WORKER_PRIMING=false"));
      words.addAll(command.of(spec, scratch));
      return words;
    };
  }

  private static WorkerCommand withoutCache(WorkerCommand command) {
    return (spec, scratch) ->
        command.of(spec, scratch).stream()
            .filter(word -> !word.startsWith("-XX:AOTCache="))
            .toList();
  }

  private Report report(Site site) throws IOException {
    Report report =
        new Report(
            "dispatch: a job into a worker that never ran anything",
            "process",
            "n",
            "publish to status ms, p50",
            "p90",
            "p99",
            "max",
            "ratio to reused, p50",
            "spawn to ready ms, p50",
            "p99",
            "CPU s a job, p50",
            "ratio to hello",
            "peak RSS MB, p50",
            "ratio to hello");
    report.fact("worker", "-Xmx256m, " + String.join(" ", site.installation().workerOptions()));
    for (Kind kind : List.of(worker, reused, unprimed, uncached, c2, spring, hello)) {
      report.row(
          kind.name,
          Long.toString(Math.max(kind.dispatch.n(), kind.cpu.n())),
          dispatch(kind, 50),
          dispatch(kind, 90),
          dispatch(kind, 99),
          dispatch(kind, 100),
          kind.dispatch.n() > 0
              ? Figures.digits(kind.dispatch.median() / reused.dispatch.median())
              : "-",
          Figures.digits(kind.ready.median()),
          Figures.digits(kind.ready.percentile(99)),
          Figures.digits(kind.cpu.median()),
          Figures.digits(kind.cpu.median() / hello.cpu.median()),
          Figures.digits(kind.resident.median()),
          Figures.digits(kind.resident.median() / hello.resident.median()));
    }
    report.note(
        "One job a worker: 1 KB to the echo, published 250 ms after the worker told that it was ready, by a requester that had seen "
            + WARM_UP
            + " workers before. The kinds take turns.");
    report.note(
        "Reused: one process for all its jobs, "
            + WARM_UP_JOBS
            + " before the first that counts, of any kind; each job is published 250 ms after it was stored. Ready is its only start, CPU the mean of its jobs without its start.");
    report.note(
        "Ready: the event has arrived (of the hello-world JVM: its first byte). CPU: user and system, birth to exit, job included. RSS: highest when the job's end was told.");
    report.note(
        "Spring Boot: package dev.oneshot.benchmarks.peer, JVM with default flags, the same broker, store, record and messages. It tells that it is ready over the broker too, which warms its way out.");
    addGoals(report);
    report.chart("latency", latency());
    return report;
  }

  private void addGoals(Report report) {
    report.goal(
        Goal.atMost("publish to status ms, p50", 4, worker.dispatch.median())
            .onReferenceMachine()
            .beside(reused.dispatch.median(), "a reused worker"));
    report.goal(
        Goal.atMost("publish to status ms, p99", 8, worker.dispatch.percentile(99))
            .onReferenceMachine()
            .beside(reused.dispatch.percentile(99), "a reused worker"));
    report.goal(
        Goal.atMost("spawn to ready ms, p50", 100, worker.ready.median())
            .onReferenceMachine()
            .beside(hello.ready.median(), "a hello-world JVM"));
    report.goal(
        Goal.atMost(
            "CPU a job / CPU of a hello-world JVM", 5, worker.cpu.median() / hello.cpu.median()));
    report.goal(
        Goal.atMost("peak RSS MB of a worker, p50", 50, worker.resident.median())
            .beside(hello.resident.median(), "a hello-world JVM"));
  }

  private Chart latency() {
    return Chart.percentiles("Publish to status, one line a kind of worker", "ms")
        .logarithmic()
        .line("as delivered", worker.dispatch.distribution())
        .line("reused", reused.dispatch.distribution())
        .line("unprimed", unprimed.dispatch.distribution())
        .line("no cache", uncached.dispatch.distribution())
        .line("C2", c2.dispatch.distribution())
        .line("Spring Boot", spring.dispatch.distribution());
  }

  private static String dispatch(Kind kind, double percent) {
    return kind.dispatch.n() > 0 ? Figures.digits(kind.dispatch.percentile(percent)) : "-";
  }
}
