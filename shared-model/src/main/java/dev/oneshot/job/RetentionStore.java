package dev.oneshot.job;

import java.time.Instant;
import java.util.List;

/** What becomes of ended jobs, when their time is over or on request. */
public interface RetentionStore {
  /**
   * Jobs whose payload, result and logs are due for removal; none that ended less than a minute
   * ago, so that whoever waits for it gets it.
   */
  List<Job> withExpiredResult(Instant now, int limit);

  /** Makes them due now, unless they are already, or the job has not ended. */
  void expireResult(JobId id);

  /** Jobs whose records are due for removal; none that ended less than a minute ago. */
  List<Job> expired(Instant now, int limit);

  /** Marks payload, result and logs as gone; to be called after their files were deleted. */
  void dropContents(JobId id);

  void delete(JobId id);
}
