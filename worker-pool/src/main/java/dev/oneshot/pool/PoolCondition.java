package dev.oneshot.pool;

import java.time.Instant;
import java.util.Objects;

/** How a pool is doing, for a health page and one log line a change. */
public sealed interface PoolCondition {
  /** A worker is idle, or none is wanted. */
  record Healthy() implements PoolCondition {}

  /** None is idle, some are on their way. */
  record Starting() implements PoolCondition {}

  /** None is idle and no more are allowed: calls wait for a busy one to end. */
  record AtMaximum() implements PoolCondition {}

  /**
   * Workers fail to become ready.
   *
   * @param reason what the last one ended with, and its last line
   * @param nextTryAt by the local clock
   */
  record CannotStart(String reason, Instant nextTryAt) implements PoolCondition {
    public CannotStart {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(nextTryAt, "nextTryAt");
    }
  }

  /** Broker or store cannot be asked: nothing is started or given up meanwhile. */
  record Blind(String reason) implements PoolCondition {
    public Blind {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Whether there is nothing new to say after {@code previous}; the time of a next try is not. */
  default boolean saysTheSameAs(PoolCondition previous) {
    return switch (this) {
      case CannotStart(var reason, _) ->
          previous instanceof CannotStart(var before, _) && reason.equals(before);
      case Healthy _, Starting _, AtMaximum _, Blind _ -> equals(previous);
    };
  }
}
