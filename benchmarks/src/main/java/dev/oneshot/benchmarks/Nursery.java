package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.ChildrenUsage;
import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.job.JobId;
import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.launch.LaunchOutcome;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerSpec;
import dev.oneshot.pool.process.ProcessLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Workers of one kind for one job each, one after the other. */
final class Nursery implements AutoCloseable {
  /** Between a worker's readiness and its job. */
  static final Duration IDLE_BEFORE = Duration.ofMillis(250);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ProcessLauncher launcher;
  private final Requester requester;
  private final WorkerSpec spec;
  private final BlockingQueue<WorkerDeath> deaths = new LinkedBlockingQueue<>();

  /**
   * @param launcher closed with this
   * @param requester of the default pool
   */
  Nursery(ProcessLauncher launcher, Requester requester, Path functions, String... options) {
    this.launcher = launcher;
    this.requester = requester;
    this.spec = spec("default", 1, functions, options);
    launcher.onDeath("default", deaths::add);
  }

  static WorkerSpec spec(String pool, int maxJobs, Path functions, String... options) {
    return new WorkerSpec(
        pool,
        Pool.HEAP_BYTES,
        List.of(options),
        maxJobs,
        Duration.ofSeconds(25),
        functions,
        1 << 20);
  }

  /**
   * Starts one.
   *
   * @return its id
   * @throws IllegalStateException when the launcher does not
   */
  static String launch(ProcessLauncher launcher, WorkerSpec spec) {
    return switch (launcher.launch(spec)) {
      case LaunchOutcome.Launched(var worker) -> worker;
      case LaunchOutcome.Refused(var reason) -> throw new IllegalStateException(reason);
      case LaunchOutcome.Closed() -> throw new IllegalStateException("launcher closed");
    };
  }

  /** One worker from birth to death, and its one job. */
  void live(Kind kind) throws Exception {
    Set<Long> others = children();
    double cpuBefore = ChildrenUsage.cpuSeconds();
    long born = System.nanoTime();
    String id = launch(launcher, spec);
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

  static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  @Override
  public void close() {
    launcher.close();
  }
}
