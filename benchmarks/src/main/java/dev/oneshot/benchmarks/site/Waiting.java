package dev.oneshot.benchmarks.site;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** For what can only be looked at. */
public final class Waiting {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

  private Waiting() {}

  /**
   * Blocks until something holds.
   *
   * @throws IllegalStateException that names it when it does not within {@code limit}
   */
  public static void until(String what, Duration limit, BooleanSupplier holds) {
    long start = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new IllegalStateException("not within " + limit.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  /** Lets time pass, as part of what is measured; never to wait for something. */
  public static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
