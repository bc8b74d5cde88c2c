package dev.oneshot.request.transfer;

import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The places for large bodies on this replica: each that comes in or goes out holds up to a chunk
 * in memory, for as long as its caller takes. Who comes first is served first. Thread-safe.
 */
public final class Transfers {
  /** The longest part of a body that is held at a time, as the payload store has it. */
  static final int CHUNK_BYTES = 8 << 20;

  private static final int UNIT_BYTES = 1 << 20;
  private static final int UNITS = CHUNK_BYTES / UNIT_BYTES;

  /** Who waits without having told his length holds the beginning of his body in memory. */
  private static final int LONGEST_LINE = 32;

  private final Semaphore free;
  private final TransferProperties properties;

  public Transfers(TransferProperties properties) {
    this.free =
        new Semaphore(Math.clamp((long) properties.max() * UNITS, 1, Integer.MAX_VALUE), true);
    this.properties = properties;
  }

  /** A body's place, to be left once it is through. */
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /** How long a body waits for a place. */
  public Duration patience() {
    return properties.patience();
  }

  /** {@link #take(long, Duration)} with the usual patience. */
  public Place take(long bytes) {
    return take(bytes, patience());
  }

  /**
   * Waits for a place.
   *
   * @param bytes of the body; negative where nobody knows: where many wait, such a one is refused
   *     at once
   * @param mostPatience but no longer than {@link #patience}
   * @throws ProblemException 503 when there is none in time
   */
  public Place take(long bytes, Duration mostPatience) {
    int units = bytes < 0 ? UNITS : Math.clamp(bytes / UNIT_BYTES + 1, 1, UNITS);
    long millis = Math.min(mostPatience.toMillis(), patience().toMillis());
    boolean mayWait = bytes >= 0 || free.getQueueLength() < LONGEST_LINE;
    try {
      if (free.tryAcquire(units, mayWait ? millis : 0, TimeUnit.MILLISECONDS)) {
        return () -> free.release(units);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ProblemException(
        ProblemCode.OVERLOADED,
        "As many large bodies are on their way through this replica as may be; try again.");
  }
}
