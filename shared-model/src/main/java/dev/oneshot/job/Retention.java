package dev.oneshot.job;

import java.time.Duration;

/**
 * How long what is left of an ended job is kept.
 *
 * @param result payload, result and logs; after it the result answers 410
 * @param record the job's document; never shorter than {@code result}
 */
public record Retention(Duration result, Duration record) {
  public Retention {
    if (result.isNegative() || record.compareTo(result) < 0) {
      throw new IllegalArgumentException(
          "a job's record must be kept at least as long as its result");
    }
  }
}
