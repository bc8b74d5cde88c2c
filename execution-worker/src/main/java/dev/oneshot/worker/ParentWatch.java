package dev.oneshot.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices that the process this worker belongs to has gone. Asks now and then: one file is read.
 */
final class ParentWatch {
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private ParentWatch() {}

  static void start(long parent, Signals signals) {
    // the handle knows the start time, so another process that gets this id is not taken for it
    Optional<ProcessHandle> process = ProcessHandle.of(parent);
    Thread thread = new Thread(() -> watch(process, signals), "parent");
    thread.setDaemon(true);
    thread.start();
  }

  private static void watch(Optional<ProcessHandle> process, Signals signals) {
    while (process.isPresent() && process.get().isAlive()) {
      LockSupport.parkNanos(PERIOD.toNanos());
    }
    signals.post(new Signal.ParentGone());
  }
}
