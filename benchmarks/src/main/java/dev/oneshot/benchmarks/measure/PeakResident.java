package dev.oneshot.benchmarks.measure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The largest resident set of any child of this process whose program's path ends with a given one.
 * Looks every 20 ms at what the kernel remembers as the highest, so that only a growth in a
 * process's last 20 ms is missed.
 */
public final class PeakResident implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final String program;
  private final AtomicLong peakBytes = new AtomicLong();
  private final Thread watcher;
  private volatile boolean isClosed;

  private PeakResident(String program) {
    this.program = program;
    this.watcher = Thread.ofPlatform().daemon().name("peak-resident").unstarted(this::watch);
  }

  /** Watches from now on. */
  public static PeakResident of(String program) {
    PeakResident peak = new PeakResident(program);
    peak.watcher.start();
    return peak;
  }

  /** So far; zero while there was no such process. */
  public long bytes() {
    return peakBytes.get();
  }

  private void watch() {
    while (!isClosed) {
      ProcessHandle.current()
          .children()
          .filter(child -> child.info().command().orElse("").endsWith(program))
          .forEach(child ->
              ProcessFacts.peakResidentBytes(child.pid())
                  .ifPresent(bytes -> peakBytes.accumulateAndGet(bytes, Math::max)));
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  @Override
  public void close() {
    isClosed = true; // a daemon: it sees this within one look
  }
}
