package dev.oneshot.pool.sizing;

/**
 * What to do about a {@link Demand}.
 *
 * @param launches workers to start now
 * @param surplus idle or starting workers beyond what is wanted; to be given up only when it lasts
 */
public record PoolPlan(int launches, int surplus) {
  /**
   * @param allowance how many launches rate, start limit and back-off admit at this moment
   */
  public static PoolPlan of(Demand demand, int allowance) {
    long missing = Math.max(0, demand.missing());
    long launches = Math.min(missing, Math.min(demand.room(), Math.max(0, allowance)));
    long surplus = Math.max(0, -demand.missing());
    return new PoolPlan((int) launches, (int) Math.min(surplus, Integer.MAX_VALUE));
  }
}
