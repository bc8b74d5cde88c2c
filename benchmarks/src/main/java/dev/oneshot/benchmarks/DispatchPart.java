package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Chart;
import dev.oneshot.benchmarks.measure.ChildrenUsage;
import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.job.JobId;
import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.launch.LaunchOutcome;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerSpec;
import dev.oneshot.pool.process.ProcessLauncher;
import dev.oneshot.pool.process.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * From publishing a job's id to hearing of its end, in a worker that never ran anything; and what
 * such a worker costs from its birth to its death, beside a JVM that only says hello. The kinds
 * take turns, so that all of them meet the same noise.
 */
final class DispatchPart implements Part {
  private static final Duration IDLE_BEFORE = Duration.ofMillis(250);
  private static final int WARM_UP = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What was measured of one kind of process. */
  private static final class Kind {
    final String name;
    final Figures ready = Figures.millis();
    final Figures dispatch = Figures.millis();
    final Figures cpu = Figures.seconds();
    final Figures resident = Figures.megabytes();

    Kind(String name) {
      this.name = name;
    }
  }

  @Override
  public String name() {
    return "dispatch";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    int n = isQuick ? 15 : 60;
    Kind cached = new Kind("worker");
    Kind c2 = new Kind("worker, C2 allowed");
    Kind uncached = new Kind("worker without AOT cache");
    Kind hello = new Kind("hello-world JVM");
    WorkerCommand command = site.installation().worker();
    WorkerCommand bare =
        (spec, scratch) ->
            command.of(spec, scratch).stream()
                .filter(word -> !word.startsWith("-XX:AOTCache="))
                .toList();
    try (Requester requester = site.requester();
        Nursery withCache = new Nursery(site, command, requester);
        Nursery allCompilers = new Nursery(site, command, requester, "-XX:TieredStopAtLevel=4");
        Nursery withoutCache = new Nursery(site, bare, requester)) {
      progress.step("warming up the requester with " + WARM_UP + " workers");
      Kind unused = new Kind("");
      for (int i = 0; i < WARM_UP; i++) {
        withCache.live(unused);
      }
      for (int i = 0; i < n; i++) {
        withCache.live(cached);
        allCompilers.live(c2);
        withoutCache.live(uncached);
        sayHello(site, hello);
        if ((i + 1) % 20 == 0) {
          progress.step((i + 1) + " of " + n + " workers of each kind");
        }
      }
    }
    return report(site, List.of(cached, c2, uncached, hello), hello);
  }

  /** Workers of one kind, one after the other. */
  private static final class Nursery implements AutoCloseable {
    private final ProcessLauncher launcher;
    private final Requester requester;
    private final WorkerSpec spec;
    private final BlockingQueue<WorkerDeath> deaths = new LinkedBlockingQueue<>();

    Nursery(Site site, WorkerCommand command, Requester requester, String... options)
        throws IOException {
      this.launcher = site.launcher(command);
      this.requester = requester;
      this.spec =
          new WorkerSpec(
              "default",
              Pool.HEAP_BYTES,
              List.of(options),
              1,
              Duration.ofSeconds(25),
              site.installation().functionJars(),
              1 << 20);
      launcher.onDeath("default", deaths::add);
    }

    /** One worker from birth to death, and its one job. */
    void live(Kind kind) throws Exception {
      Set<Long> others = children();
      double cpuBefore = ChildrenUsage.cpuSeconds();
      long born = System.nanoTime();
      String id =
          switch (launcher.launch(spec)) {
            case LaunchOutcome.Launched(var worker) -> worker;
            case LaunchOutcome.Refused(var reason) -> throw new IllegalStateException(reason);
            case LaunchOutcome.Closed() -> throw new IllegalStateException("launcher closed");
          };
      long ready = requester.awaitReady(id);
      Set<Long> pids = children();
      pids.removeAll(others);
      JobId job = requester.insert();
      Waiting.pass(IDLE_BEFORE);
      long latency = requester.latencyNanos(job);
      for (long pid : pids) {
        ProcessFacts.peakResidentBytes(pid).ifPresent(kind.resident::add);
      }
      awaitGoodEnd(id);
      kind.ready.add(ready - born);
      kind.dispatch.add(latency);
      kind.cpu.add(Math.round((ChildrenUsage.cpuSeconds() - cpuBefore) * 1e6));
    }

    private void awaitGoodEnd(String id) throws InterruptedException {
      WorkerDeath death = deaths.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (death == null || !death.workerId().equals(id)) {
        throw new IllegalStateException("worker " + id + " did not end in time");
      }
      if (!death.exit().equals(new Exit.Exited(0))) {
        throw new IllegalStateException("worker " + id + " ended with " + death);
      }
    }

    @Override
    public void close() {
      launcher.close();
    }
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private static void sayHello(Site site, Kind kind) throws Exception {
    Path home = site.installation().workerDirectory();
    List<String> command = new ArrayList<>();
    command.add(home.resolve("runtime/bin/java").toString());
    try (var lines = Files.lines(home.resolve("jvm.options"))) {
      lines.map(String::strip).filter(line -> !line.isEmpty()).forEach(command::add);
    }
    command.add("-Xmx" + Pool.HEAP_BYTES);
    command.add("-cp");
    command.add(
        site.installation().root().resolve("benchmarks/target/dist/lib/benchmarks.jar").toString());
    command.add(Hello.class.getName());
    double cpuBefore = ChildrenUsage.cpuSeconds();
    long born = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (process.getInputStream().read() != 'h') {
      throw new IllegalStateException("the hello-world JVM said nothing");
    }
    kind.ready.add(System.nanoTime() - born);
    ProcessFacts.peakResidentBytes(process.pid()).ifPresent(kind.resident::add);
    process.getOutputStream().close();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the hello-world JVM ended with " + process.exitValue());
    }
    kind.cpu.add(Math.round((ChildrenUsage.cpuSeconds() - cpuBefore) * 1e6));
  }

  private static Report report(Site site, List<Kind> kinds, Kind hello) throws IOException {
    Report report =
        new Report(
            "dispatch: a job into a worker that never ran anything",
            "process",
            "n",
            "publish to status ms, median",
            "p90",
            "p99",
            "spawn to ready ms, median",
            "p99",
            "CPU s, median",
            "p99",
            "ratio to hello",
            "peak RSS MB, median",
            "ratio to hello");
    report.fact(
        "worker",
        "-Xmx256m, "
            + String.join(
                " ",
                Files.readAllLines(site.installation().workerDirectory().resolve("jvm.options"))));
    for (Kind kind : kinds) {
      boolean ranJob = kind.dispatch.n() > 0;
      report.row(
          kind.name,
          Long.toString(kind.cpu.n()),
          ranJob ? Figures.digits(kind.dispatch.median()) : "-",
          ranJob ? Figures.digits(kind.dispatch.percentile(90)) : "-",
          ranJob ? Figures.digits(kind.dispatch.percentile(99)) : "-",
          Figures.digits(kind.ready.median()),
          Figures.digits(kind.ready.percentile(99)),
          Figures.digits(kind.cpu.median()),
          Figures.digits(kind.cpu.percentile(99)),
          Figures.digits(kind.cpu.median() / hello.cpu.median()),
          Figures.digits(kind.resident.median()),
          Figures.digits(kind.resident.median() / hello.resident.median()));
    }
    report.note(
        "One job a worker: 1 KB to the echo, published 250 ms after the worker told that it was ready, by a requester that had seen "
            + WARM_UP
            + " workers before. The kinds take turns.");
    report.note(
        "Ready: the event has arrived (of the hello-world JVM: its first byte). CPU: user and system, birth to exit, job included. RSS: highest when the job's end was told.");
    Kind worker = kinds.getFirst();
    report.goal(
        Goal.atMost("publish to status ms, median", 4, worker.dispatch.median())
            .onReferenceMachine());
    report.goal(
        Goal.atMost("publish to status ms, p99", 8, worker.dispatch.percentile(99))
            .onReferenceMachine());
    report.goal(
        Goal.atMost("spawn to ready ms, median", 100, worker.ready.median())
            .onReferenceMachine()
            .beside(hello.ready.median(), "a hello-world JVM"));
    report.goal(
        Goal.atMost(
            "CPU a job / CPU of a hello-world JVM", 5, worker.cpu.median() / hello.cpu.median()));
    report.goal(
        Goal.atMost("peak RSS MB of a worker, median", 50, worker.resident.median())
            .beside(hello.resident.median(), "a hello-world JVM"));
    Chart latency = Chart.percentiles("Publish to status, workers that never ran anything", "ms");
    kinds.stream()
        .filter(kind -> kind.dispatch.n() > 0)
        .forEach(kind -> latency.line(kind.name, kind.dispatch.distribution()));
    report.chart("latency", latency);
    return report;
  }
}
