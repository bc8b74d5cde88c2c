package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.ChildrenUsage;
import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.job.JobState;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As many jobs as a pool gets through: always two more outstanding than there may be workers. For
 * one window.
 */
final class Flood {
  static final int MORE_OUTSTANDING = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Site site;
  private final Requester requester;
  private final int outstanding;
  private final Semaphore places;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final Figures latency = Figures.millis();
  private volatile boolean isCounting;

  Flood(Site site, Requester requester, int workers) {
    this.site = site;
    this.requester = requester;
    this.outstanding = workers + MORE_OUTSTANDING;
    this.places = new Semaphore(outstanding);
  }

  /** Milliseconds from publishing to the arrival of the end, of the jobs of the window. */
  Figures latency() {
    return latency;
  }

  /**
   * Begins with jobs that are not counted; enough of them, and no worker waits for one any more.
   */
  void warmUp(long jobs) throws Exception {
    while (done.get() < jobs) {
      submit();
    }
  }

  /**
   * Goes on for so long, and ends when all jobs have.
   *
   * @throws IllegalStateException if a job did not end {@code DONE}, or not at all
   */
  Window run(Duration length) throws Exception {
    isCounting = true;
    Window.Reading begin = read();
    long before = done.get();
    while (System.nanoTime() - begin.atNanos() < length.toNanos()) {
      submit();
    }
    Window window = new Window(begin, read(), done.get() - before);
    isCounting = false;
    awaitEnds();
    return window;
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

  private void awaitEnds() throws InterruptedException {
    if (!places.tryAcquire(outstanding, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("jobs are missing");
    }
    if (broken.get() > 0) {
      throw new IllegalStateException(broken + " jobs did not end DONE");
    }
  }

  private Window.Reading read() {
    return Window.Reading.now(site, Flood::workers, ProcessHandle.current());
  }

  // those that ended and those that live
  private static double workers() {
    return ProcessFacts.children(Pool.WORKER_PROGRAM)
            .mapToDouble(worker -> Window.seconds(ProcessFacts.cpu(worker)))
            .sum()
        + ChildrenUsage.cpuSeconds();
  }
}
