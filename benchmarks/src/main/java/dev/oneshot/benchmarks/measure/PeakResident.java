package dev.oneshot.benchmarks.measure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The largest resident sets of children of this process whose program's path ends with a given one.
 * Looks every 20 ms at what the kernel remembers as the highest, so that only a growth in a
 * process's last 20 ms is missed.
 */
public final class PeakResident implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final String program;
  private final Map<Long, Long> peakBytes = new ConcurrentHashMap<>();
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

  /** Of any of them so far; zero while there was no such process. */
  public long bytes() {
    return peakBytes.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Adds the peak of each that has ended, so that its whole life counts. */
  public void addEndedTo(Figures figures) {
    peakBytes.forEach((pid, bytes) -> {
      if (ProcessHandle.of(pid).isEmpty()) {
        figures.add(bytes);
      }
    });
  }

  private void watch() {
    while (!isClosed) {
      ProcessFacts.children(program)
          .map(ProcessHandle::pid)
          .forEach(pid ->
              ProcessFacts.peakResidentBytes(pid)
                  .ifPresent(bytes -> peakBytes.merge(pid, bytes, Math::max)));
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  @Override
  public void close() {
    isClosed = true; // a daemon: it sees this within one look
  }
}
