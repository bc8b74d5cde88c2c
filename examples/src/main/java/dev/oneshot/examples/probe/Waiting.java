package dev.oneshot.examples.probe;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Passes time, idle or busy, and decides what an interrupt means: the end of the call, or, to play
 * a function that does not listen, nothing.
 */
final class Waiting {

  private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(365);

  private final boolean ignoresInterrupt;

  Waiting(boolean ignoresInterrupt) {
    this.ignoresInterrupt = ignoresInterrupt;
  }

  void sleep(long millis) throws InterruptedIOException {
    long end = endAfter(millis);
    long leftNanos = end - System.nanoTime();
    while (leftNanos > 0) {
      try {
        TimeUnit.NANOSECONDS.sleep(leftNanos);
      } catch (InterruptedException e) {
        stopUnlessIgnored("sleeping");
      }
      leftNanos = end - System.nanoTime();
    }
  }

  void spin(long millis) throws InterruptedIOException {
    long end = endAfter(millis);
    while (end - System.nanoTime() > 0) {
      stopIfInterrupted("spinning");
    }
  }

  /** Ends the call if somebody asked for it; {@code doing} is what the message says it was at. */
  void stopIfInterrupted(String doing) throws InterruptedIOException {
    if (Thread.interrupted()) {
      stopUnlessIgnored(doing);
    }
  }

  private void stopUnlessIgnored(String doing) throws InterruptedIOException {
    if (!ignoresInterrupt) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The probe was interrupted while " + doing);
    }
  }

  /** Bounded, so that a huge number of milliseconds does not overflow into the past. */
  private static long endAfter(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, LONGEST_MILLIS));
  }
}
