package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.job.JobId;
import dev.oneshot.pool.process.ProcessLauncher;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** One worker that serves all jobs of a pool of its own: the floor for those that serve one. */
final class ReusedWorker implements AutoCloseable {
  private static final String POOL = "reused";

  private final ProcessLauncher launcher;
  private final Requester requester;
  private final ProcessHandle process;
  private Duration cpuBefore = Duration.ZERO;

  private ReusedWorker(ProcessLauncher launcher, Requester requester, ProcessHandle process) {
    this.launcher = launcher;
    this.requester = requester;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param kind is told how long that took
   * @param warmUp jobs that it serves before any is measured
   */
  static ReusedWorker start(Site site, Kind kind, int warmUp) throws Exception {
    ProcessLauncher launcher = site.launcher(site.installation().worker());
    Requester requester = site.requester(POOL);
    Set<Long> others = Nursery.children();
    long born = System.nanoTime();
    String id =
        Nursery.launch(
            launcher, Nursery.spec(POOL, Integer.MAX_VALUE, site.installation().functionJars()));
    kind.ready.add(requester.awaitReady(id) - born);
    Set<Long> pids = Nursery.children();
    pids.removeAll(others);
    ReusedWorker worker =
        new ReusedWorker(
            launcher, requester, ProcessHandle.of(pids.iterator().next()).orElseThrow());
    for (int job = 0; job < warmUp; job++) {
      requester.latencyNanos(requester.insert());
    }
    worker.cpuBefore = ProcessFacts.cpu(worker.process);
    return worker;
  }

  /** One job. */
  void serve(Kind kind) throws Exception {
    JobId job = requester.insert();
    Waiting.pass(Nursery.IDLE_BEFORE);
    kind.dispatch.add(requester.latencyNanos(job));
  }

  /** Adds what all jobs together took, as the mean of them: one alone is too short to be read. */
  void addUsage(Kind kind) {
    ProcessFacts.peakResidentBytes(process.pid()).ifPresent(kind.resident::add);
    Duration cpu = ProcessFacts.cpu(process).minus(cpuBefore);
    kind.cpu.add(cpu.toNanos() / 1000 / kind.dispatch.n());
  }

  @Override
  public void close() throws IOException {
    launcher.close();
    requester.close();
  }
}
