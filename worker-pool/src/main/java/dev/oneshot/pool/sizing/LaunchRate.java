package dev.oneshot.pool.sizing;

import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket: at most one second's worth of launches at once, refilled evenly. Not thread-safe.
 */
public final class LaunchRate {
  private final double perSecond;
  private final double capacity;
  private double tokens;
  private Instant filledAt;

  /**
   * @param perSecond above zero; below one means that a launch may have to wait longer than a
   *     second
   */
  public LaunchRate(double perSecond, Instant now) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("launches per second must be above zero");
    }
    this.perSecond = perSecond;
    this.capacity = Math.max(1, perSecond);
    this.tokens = capacity;
    this.filledAt = now;
  }

  public int available(Instant now) {
    refill(now);
    return (int) tokens;
  }

  public void take(int launches) {
    tokens -= launches;
  }

  // a clock that was set back refills nothing, and the next reading counts from there
  private void refill(Instant now) {
    double seconds = Math.max(0, Duration.between(filledAt, now).toNanos() / 1e9);
    tokens = Math.min(capacity, tokens + seconds * perSecond);
    filledAt = now;
  }
}
