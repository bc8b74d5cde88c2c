package dev.oneshot.request.connection;

import java.net.SocketTimeoutException;
import java.util.function.LongSupplier;

/**
 * How fast a request comes in, from its first byte to its last: Tomcat bounds the silence between
 * two bytes, not how long somebody may go on dripping them into headers, a chunk's extension or a
 * body that nobody wants. Only time counts in which we waited for bytes. One for each connection,
 * used by one thread at a time.
 */
final class Pace {
  private final ConnectionProperties limits;
  private final LongSupplier nanoTime;
  private boolean isWithinRequest;
  private boolean isWaiting;
  private long waitingSince;
  private long waitedNanos;
  private long bytes;

  Pace(ConnectionProperties limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /** The next byte belongs to another request; what went before was rest, not waiting. */
  void rest() {
    isWaiting = false;
    waitedNanos = 0;
    bytes = 0;
    isWithinRequest = false;
  }

  /** Somebody begins to read, or goes on with headers that were not all there. */
  void readOn() {
    if (!isWithinRequest) {
      rest();
    }
  }

  /**
   * @param isWithin whether the headers of a request are still coming
   */
  void pause(boolean isWithin) {
    isWithinRequest = isWithin;
  }

  /**
   * @param count what a read gave: 0 when nothing was there, negative at the end
   * @throws SocketTimeoutException when it is too slow; Tomcat answers 408 or closes
   */
  void arrived(int count) throws SocketTimeoutException {
    if (count > 0) {
      bytes += count;
      endWaiting();
    } else if (count == 0 && !isWaiting) {
      isWaiting = true;
      waitingSince = nanoTime.getAsLong();
    }
  }

  private void endWaiting() throws SocketTimeoutException {
    if (isWaiting) {
      isWaiting = false;
      waitedNanos += nanoTime.getAsLong() - waitingSince;
      if (isTooSlow()) {
        throw new SocketTimeoutException("the request comes too slowly");
      }
    }
  }

  private boolean isTooSlow() {
    return waitedNanos >= limits.slowGrace().toNanos()
        && bytes < limits.minBytesPerSecond() * (waitedNanos / 1e9);
  }
}
