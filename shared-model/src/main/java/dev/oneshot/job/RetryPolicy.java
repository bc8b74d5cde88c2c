package dev.oneshot.job;

/**
 * How often a job may be attempted.
 *
 * @param maxAttempts 1 to 10, the first attempt included; 1 means at most once
 * @param onError whether the function's own errors are retried too, not only lost workers
 */
public record RetryPolicy(int maxAttempts, boolean onError) {
  public static final RetryPolicy AT_MOST_ONCE = new RetryPolicy(1, false);

  public RetryPolicy {
    if (maxAttempts < 1 || maxAttempts > 10) {
      throw new IllegalArgumentException("attempts must lie between 1 and 10, not " + maxAttempts);
    }
  }
}
