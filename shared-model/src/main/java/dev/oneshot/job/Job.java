package dev.oneshot.job;

import dev.oneshot.payload.Payload;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job as its record says it is; a snapshot. README.md of this module shows the stored document.
 *
 * @param reason null while nothing but success or waiting can be told
 * @param attempt how often it was claimed so far, 0 before the first claim; hand-backs do not count
 * @param claim the latest claim; of a terminal job, who ran it
 */
public record Job(
    JobId id,
    Task task,
    Origin origin,
    JobState state,
    @Nullable Reason reason,
    int attempt,
    Times times,
    Payload payload,
    @Nullable Claim claim,
    @Nullable Payload result,
    @Nullable Logs logs,
    @Nullable JobError error) {
  public Job {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(payload, "payload");
  }

  /** This without the bytes that lie in the record itself, as if they had expired. */
  public Job withoutBytes() {
    return new Job(
        id,
        task,
        origin,
        state,
        reason,
        attempt,
        times,
        payload.withoutBytes(),
        claim,
        result == null ? null : result.withoutBytes(),
        logs == null ? null : new Logs(logs.text().withoutBytes(), logs.isTruncated()),
        error);
  }

  /**
   * Whether a failure for this reason is followed by another attempt instead of ending the job.
   * Never once somebody has asked to cancel it: the request would be lost with the claim.
   */
  public boolean isRetriedAfter(Reason cause, Instant now) {
    return (claim == null || !claim.isCancelRequested())
        && attempt < task.retry().maxAttempts()
        && cause.isRetriedUnder(task.retry())
        && now.isBefore(times.deadlineAt());
  }
}
