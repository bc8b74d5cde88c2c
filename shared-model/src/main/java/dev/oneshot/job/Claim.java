package dev.oneshot.job;

import java.time.Instant;
import java.util.Objects;

/**
 * One attempt's hold on a job.
 *
 * @param heartbeatAt server time of the last sign of life
 * @param runDeadlineAt when this attempt must have ended, in server time
 */
public record Claim(
    ClaimToken token,
    Worker worker,
    Instant heartbeatAt,
    Instant runDeadlineAt,
    boolean isCancelRequested) {
  public Claim {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(heartbeatAt, "heartbeatAt");
    Objects.requireNonNull(runDeadlineAt, "runDeadlineAt");
  }
}
