package dev.oneshot.pool.sizing;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tells a lasting surplus from a passing one. A surplus is due after 10 to 20 s, drawn anew each
 * time: two controllers that see the same surplus would otherwise both give up a worker, both start
 * one, and go on like that for ever. Not thread-safe.
 */
public final class SurplusWatch {
  static final Duration SHORTEST = Duration.ofSeconds(10);
  static final Duration LONGEST = Duration.ofSeconds(20);

  private final RandomGenerator random;
  private @Nullable Instant dueAt;
  private int least;

  public SurplusWatch(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @return how many workers were too many during the whole wait; 0 while the wait is not over
   */
  public int due(int surplus, Instant now) {
    if (surplus == 0) {
      dueAt = null;
      return 0;
    }
    Instant due = dueAt;
    if (due == null) {
      begin(surplus, now);
      return 0;
    }
    least = Math.min(least, surplus);
    if (now.isBefore(due)) {
      return 0;
    }
    dueAt = null;
    return least;
  }

  private void begin(int surplus, Instant now) {
    least = surplus;
    dueAt = now.plusMillis(random.nextLong(SHORTEST.toMillis(), LONGEST.toMillis() + 1));
  }
}
