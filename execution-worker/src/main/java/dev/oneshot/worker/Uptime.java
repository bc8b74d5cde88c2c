package dev.oneshot.worker;

import java.time.Duration;
import java.time.Instant;

/** How old this process is, from its very start, before the JVM's. */
final class Uptime {
  private Uptime() {}

  static long millis() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Math.max(0, Duration.between(start, Instant.now()).toMillis()))
        .orElse(0L);
  }
}
