package dev.oneshot.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job's clocks, all in the store server's time.
 *
 * @param queueDeadlineAt until when it must have started
 * @param deadlineAt until when it must have ended, all attempts together
 * @param startedAt start of the latest attempt
 * @param resultExpireAt until when payload, result and logs are kept; null before the job's end and
 *     once they are gone
 */
public record Times(
    Instant createdAt,
    Instant queueDeadlineAt,
    Instant deadlineAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant resultExpireAt) {
  public Times {
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(queueDeadlineAt, "queueDeadlineAt");
    Objects.requireNonNull(deadlineAt, "deadlineAt");
  }

  /** Of a job that keeps nothing, or not yet. */
  public Times(
      Instant createdAt,
      Instant queueDeadlineAt,
      Instant deadlineAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt) {
    this(createdAt, queueDeadlineAt, deadlineAt, startedAt, endedAt, null);
  }

  /** Whether payload, result and logs are there only until somebody removes them. */
  public boolean isResultDue(Instant now) {
    return resultExpireAt != null && !now.isBefore(resultExpireAt);
  }

  /** Submission to start of the latest attempt. */
  public Optional<Duration> queued() {
    return between(createdAt, startedAt);
  }

  /** Start to end of the latest attempt. */
  public Optional<Duration> ran() {
    return startedAt == null ? Optional.empty() : between(startedAt, endedAt);
  }

  /** Submission to end. */
  public Optional<Duration> total() {
    return between(createdAt, endedAt);
  }

  // the start and the end are set by the server, the creation by a replica's idea of the server's
  // clock:
  // a difference of a millisecond must not show as a negative time
  private static Optional<Duration> between(Instant from, @Nullable Instant to) {
    if (to == null) {
      return Optional.empty();
    }
    Duration time = Duration.between(from, to);
    return Optional.of(time.isNegative() ? Duration.ZERO : time);
  }
}
