package dev.oneshot.worker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices that the process this worker belongs to has gone. Asks now and then: one file is read.
 */
final class ParentWatch {
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private ParentWatch() {}

  static void start(long parent, Signals signals) {
    String process = Long.toString(parent);
    // by which another process that gets this id is told from it
    long born = ProcessTable.startTicks(process);
    Thread thread = new Thread(() -> watch(process, born, signals), "parent");
    thread.setDaemon(true);
    thread.start();
  }

  private static void watch(String process, long born, Signals signals) {
    boolean isAlive = born >= 0;
    while (isAlive) {
      LockSupport.parkNanos(PERIOD.toNanos());
      isAlive = ProcessTable.startTicks(process) == born;
    }
    signals.post(new Signal.ParentGone());
  }
}
