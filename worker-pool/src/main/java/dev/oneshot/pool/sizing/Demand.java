package dev.oneshot.pool.sizing;

/**
 * What a pool has and what is asked of it, all at one moment.
 *
 * @param min idle workers wanted
 * @param max live workers allowed
 * @param queued jobs that wait
 * @param idle consumers on the queue as the broker counts them, whoever launched them
 * @param starting own workers that will consume but do not yet
 * @param live own workers that are not known to be gone, those just ending included
 * @param elsewhere live workers of other controllers, as far as their consumers and claims show
 */
public record Demand(
    int min, int max, long queued, int idle, int starting, int live, int elsewhere) {
  public Demand {
    if (min < 0 || max < 0 || queued < 0 || idle < 0 || starting < 0 || elsewhere < 0) {
      throw new IllegalArgumentException("nothing can be counted below zero");
    }
    if (live < starting) {
      throw new IllegalArgumentException("a worker that starts is live");
    }
  }

  /** Workers that should be idle or on their way to it. */
  public long wanted() {
    return Math.max(min, queued);
  }

  /** How many more are wanted; negative when there are too many. */
  public long missing() {
    return wanted() - idle - starting;
  }

  /** How many may be added before the maximum. */
  public int room() {
    return Math.max(0, max - live - elsewhere);
  }
}
