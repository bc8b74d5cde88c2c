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

  /**
   * Broker or store cannot be asked, or the launcher not yet: nothing is started or given up
   * meanwhile.
   */
  record Blind(String reason) implements PoolCondition {
    public Blind {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** It is declared no more: its idle workers end, its busy ones finish. */
  record Leaving() implements PoolCondition {}

  /** Completes "the pool is …". */
  default String inWords() {
    return switch (this) {
      case Healthy() -> "healthy";
      case Starting() -> "starting";
      case AtMaximum() -> "at its maximum";
      case CannotStart(var reason, var nextTryAt) ->
          "without new workers: " + reason + "; next try at " + nextTryAt;
      case Blind(var reason) -> "blind: " + reason;
      case Leaving() -> "leaving: no longer declared";
    };
  }

  /** Whether somebody should look into it. */
  default boolean isTrouble() {
    return this instanceof CannotStart || this instanceof Blind;
  }

  /** Whether there is nothing new to say after {@code previous}; the time of a next try is not. */
  default boolean saysTheSameAs(PoolCondition previous) {
    return switch (this) {
      case CannotStart(var reason, _) ->
          previous instanceof CannotStart(var before, _) && reason.equals(before);
      case Healthy _, Starting _, AtMaximum _, Blind _, Leaving _ -> equals(previous);
    };
  }
}
