package dev.oneshot.pool;

import java.util.Objects;

/**
 * A pool at its last reconcile. Of a pool that is kept {@linkplain PoolSettings#isPerController by
 * every controller for itself} own workers count alone.
 *
 * @param idle consumers as the broker counts them, other controllers' included
 * @param starting own workers not yet ready
 * @param busy jobs that run in this pool, on whosever workers
 */
public record PoolStatus(
    String pool, int min, int max, int idle, int starting, int busy, PoolCondition condition) {
  public PoolStatus {
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(condition, "condition");
  }

  /** The same when so many more of the idle workers have taken a job. */
  PoolStatus less(int taken) {
    return taken == 0
        ? this
        : new PoolStatus(
            pool, min, max, Math.max(0, idle - taken), starting, busy + taken, condition);
  }
}
