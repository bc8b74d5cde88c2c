package dev.oneshot.pool;

import dev.oneshot.job.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why the controller ends a worker.
 *
 * @param passedAt when it was last told to, so that it is told again where that had no effect
 * @param job because of which, null where it is because of none
 */
record Sentence(Why why, Instant passedAt, @Nullable JobId job) {
  enum Why {
    SURPLUS,
    OUTDATED,
    NOT_READY,
    NOT_CONSUMING,
    NOT_ENDING,
    PAST_DEADLINE,
    CANCELLED;

    /** Whether the worker is asked politely, since it may have just taken a job. */
    boolean isPolite() {
      return switch (this) {
        case SURPLUS, OUTDATED, NOT_READY, NOT_CONSUMING -> true;
        case NOT_ENDING, PAST_DEADLINE, CANCELLED -> false;
      };
    }

    /** Whether the worker seems not to do what it should. */
    boolean isSuspicion() {
      return this != SURPLUS && this != OUTDATED;
    }
  }

  boolean isAbout(JobId other) {
    return other.equals(job);
  }
}
