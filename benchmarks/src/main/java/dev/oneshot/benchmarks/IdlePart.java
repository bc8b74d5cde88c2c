package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.benchmarks.site.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** What workers cost that wait for a job. */
final class IdlePart implements Part {
  private static final int WORKERS = 20;
  private static final Duration SETTLE = Duration.ofSeconds(5);

  private final Figures cpuPercent = Figures.plain();
  private final Figures switches = Figures.plain();
  private final Figures broker = Figures.plain();
  private final Figures store = Figures.plain();
  private final Figures harness = Figures.plain();

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    int rounds = isQuick ? 1 : 3;
    Duration window = Duration.ofSeconds(isQuick ? 5 : 30);
    progress.step("starting " + WORKERS + " workers");
    try (Pool _ = Pool.start(site, WORKERS, WORKERS, List.of())) {
      List<ProcessHandle> workers = ProcessFacts.children(Pool.WORKER_PROGRAM).toList();
      if (workers.size() != WORKERS) {
        throw new IllegalStateException(workers.size() + " workers are idle, not " + WORKERS);
      }
      Waiting.pass(SETTLE);
      for (int round = 1; round <= rounds; round++) {
        progress.step(
            "round " + round + " of " + rounds + ": nothing, for " + window.toSeconds() + " s");
        measure(site, workers, window);
      }
      return report(workers, rounds, window);
    }
  }

  private void measure(Site site, List<ProcessHandle> workers, Duration window) {
    Window.Reading begin = reading(site, workers);
    long switchesBefore = contextSwitches(workers);
    Waiting.pass(window);
    long switched = contextSwitches(workers) - switchesBefore;
    Window found = new Window(begin, reading(site, workers), 0);
    if (!workers.stream().allMatch(ProcessHandle::isAlive)) {
      throw new IllegalStateException("an idle worker ended");
    }
    int processors = Runtime.getRuntime().availableProcessors();
    cpuPercent.put(found.workersPercent() * processors);
    switches.put(switched / Window.seconds(window));
    if (!Double.isNaN(found.brokerPercent())) {
      broker.put(found.brokerPercent() * processors);
    }
    store.put(found.storePercent() * processors);
    harness.put(found.clientPercent() * processors);
  }

  private static Window.Reading reading(Site site, List<ProcessHandle> workers) {
    return Window.Reading.now(
        site,
        () ->
            workers.stream().mapToDouble(worker -> Window.seconds(ProcessFacts.cpu(worker))).sum(),
        ProcessHandle.current());
  }

  private static long contextSwitches(List<ProcessHandle> workers) {
    return workers.stream().mapToLong(worker -> ProcessFacts.contextSwitches(worker.pid())).sum();
  }

  private Report report(List<ProcessHandle> workers, int rounds, Duration window) {
    Report report =
        new Report(
            "idle: workers that wait for a job",
            "workers",
            "CPU of all, % of one core",
            "context switches/s of all",
            "RSS MB of each",
            "PSS MB of each",
            "PSS MB of all",
            "broker, % of one core",
            "store",
            "pool controller");
    report.fact("windows", rounds + " of " + window.toSeconds() + " s");
    report.fact("worker", "-Xmx256m; has never run anything");
    Figures resident = bytes(workers, ProcessFacts::residentBytes);
    Figures proportional = bytes(workers, ProcessFacts::proportionalBytes);
    double all =
        workers.stream()
            .mapToDouble(worker -> ProcessFacts.proportionalBytes(worker.pid()).orElse(0) / 1e6)
            .sum();
    report.row(
        Integer.toString(workers.size()),
        cpuPercent.spread(),
        switches.spread(),
        resident.spread(),
        proportional.spread(),
        Figures.digits(all),
        broker.spread(),
        store.spread(),
        harness.spread());
    report.note("Medians, smallest to largest: of the windows, or of the workers.");
    report.note(
        "PSS counts a page that n processes share as an n-th in each, so PSS of all is what the pool takes. Controller, broker and store serve nothing else meanwhile.");
    report.goal(
        Goal.atMost("CPU of 20 idle workers, % of one core", 1, cpuPercent.median())
            .onReferenceMachine());
    return report;
  }

  private static Figures bytes(List<ProcessHandle> workers, LongFunction<OptionalLong> bytesOfPid) {
    Figures figures = Figures.megabytes();
    workers.forEach(worker -> bytesOfPid.apply(worker.pid()).ifPresent(figures::add));
    return figures;
  }
}
