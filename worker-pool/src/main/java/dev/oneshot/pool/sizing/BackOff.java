package dev.oneshot.pool.sizing;

import java.time.Duration;
import java.time.Instant;

/**
 * Holds launches back while workers fail to become ready: 0.5 s after the first failure, twice as
 * long after each further round, at most 60 s; one worker that becomes ready ends it. Not
 * thread-safe.
 */
public final class BackOff {
  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(60);

  private int rounds;
  private Instant roundStartedAt = Instant.MIN;
  private Instant nextTryAt = Instant.MIN;

  /**
   * Workers that were launched together and fail together count as one round, or a burst of eight
   * would at once cost a minute.
   */
  public void failed(Instant launchedAt, Instant now) {
    if (!launchedAt.isAfter(roundStartedAt)) {
      return;
    }
    roundStartedAt = now;
    Duration delay = FIRST.multipliedBy(1L << Math.min(rounds, 16));
    nextTryAt = now.plus(delay.compareTo(LONGEST) < 0 ? delay : LONGEST);
    rounds++;
  }

  public void succeeded() {
    rounds = 0;
    roundStartedAt = Instant.MIN;
    nextTryAt = Instant.MIN;
  }

  public boolean isHolding() {
    return rounds > 0;
  }

  /** Meaningful while {@link #isHolding}. */
  public Instant nextTryAt() {
    return nextTryAt;
  }

  /** How many launches are in order: all, none, or one to try whether it works again. */
  public int allowance(int starting, Instant now) {
    if (!isHolding()) {
      return Integer.MAX_VALUE;
    }
    return now.isBefore(nextTryAt) || starting > 0 ? 0 : 1;
  }
}
