package dev.oneshot.job;

import java.time.Instant;
import java.util.List;

/** What retention does with ended jobs. */
public interface RetentionStore {
  /** Jobs whose payload, result and logs are due for removal. */
  List<Job> withExpiredResult(Instant now, int limit);

  List<Job> expired(Instant now, int limit);

  /** Marks payload, result and logs as gone; to be called after their files were deleted. */
  void dropContents(JobId id);

  void delete(JobId id);
}
