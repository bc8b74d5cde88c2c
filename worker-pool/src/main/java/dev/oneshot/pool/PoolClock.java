package dev.oneshot.pool;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The two times a pool goes by.
 *
 * @param local for intervals within this process; never runs backwards
 * @param store of the store's server, by which run deadlines are set; may throw while the store is
 *     away
 */
public record PoolClock(InstantSource local, InstantSource store) {
  /** With a local clock that nobody can set. */
  public static PoolClock by(InstantSource store) {
    Instant start = Instant.now();
    long startNanos = System.nanoTime();
    return new PoolClock(() -> start.plus(Duration.ofNanos(System.nanoTime() - startNanos)), store);
  }
}
