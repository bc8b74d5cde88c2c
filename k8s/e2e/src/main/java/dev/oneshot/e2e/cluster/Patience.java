package dev.oneshot.e2e.cluster;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for something that the cluster does in its own time. */
public final class Patience {
  private static final long LOOK_EVERY_MILLIS = 20;

  private Patience() {}

  /**
   * Returns as soon as it is so; looks every 20 ms.
   *
   * @param what in words, for the message
   * @return how long it took, in nanoseconds
   * @throws IllegalStateException when it is not so within the limit
   */
  public static long await(String what, Duration limit, Callable<Boolean> isSo) throws Exception {
    long start = System.nanoTime();
    while (!isSo.call()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new IllegalStateException("not within " + limit.toSeconds() + " s: " + what);
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
    return System.nanoTime() - start;
  }
}
