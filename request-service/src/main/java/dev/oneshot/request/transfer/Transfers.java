package dev.oneshot.request.transfer;

import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
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

  /**
   * Waits for a place.
   *
   * @param bytes of the body; negative where nobody knows
   * @throws ProblemException 503 when there is none in time
   */
  public Place take(long bytes) {
    int units = bytes < 0 ? UNITS : Math.clamp(bytes / UNIT_BYTES + 1, 1, UNITS);
    try {
      if (free.tryAcquire(units, properties.patience().toMillis(), TimeUnit.MILLISECONDS)) {
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
