package dev.oneshot.faults.proof;

import java.time.Duration;
import java.time.Instant;

/**
 * What became of one call.
 *
 * @param key the call's Idempotency-Key, empty without one
 * @param limit by when it should have been answered
 * @param took until the body's last byte, or until the caller gave up
 * @param status 0 when there was no whole answer
 * @param job its id, empty when the answer names none
 * @param code of a problem, else empty
 * @param digest SHA-256 of the body
 * @param at when it came
 * @param retryAfter the header, empty without it
 */
public record Answer(
    String key,
    Duration limit,
    Duration took,
    int status,
    String job,
    String code,
    String digest,
    Instant at,
    String retryAfter) {
  /** The caller was left alone for longer than it said that it would wait. */
  public boolean isLate() {
    return took.compareTo(limit) > 0;
  }

  /** Nothing was taken in, and the caller knows when to try again. */
  public boolean isRefused() {
    return status == 503 && !retryAfter.isEmpty();
  }

  /** The caller may rely on the job: it exists and will come to its end. */
  public boolean isAccepted() {
    return !job.isEmpty() && status != 503 && status != 0;
  }
}
