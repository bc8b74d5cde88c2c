package dev.oneshot.job;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Jobs that wait behind their function's limit ({@code docs/adr/0010-limits-per-function.md}).
 * Queued like others: they time out, are cancelled and are listed. But no worker can claim them, no
 * recovery loop publishes them and their pool does not count them, until they are released. For the
 * request-service; every change is one compare-and-set, so any number of replicas may act at once.
 */
public interface HeldJobs {
  /**
   * Stores a queued job that is held.
   *
   * @param readyAt until when only {@link #ready} makes it known to {@link #oldest}: a job whose
   *     storing seemed to fail must not run before it could be refused
   * @return false when a job of this id exists already
   */
  boolean hold(Job job, Instant readyAt);

  /** The job's caller knows that it is stored: it may be released at any time. */
  void ready(JobId id);

  /** Those of one function that may be released, oldest first, without the bytes of payloads. */
  List<Job> oldest(String function, Instant now, int limit);

  /** Those among the given jobs, without the bytes of payloads. */
  List<Job> among(Collection<JobId> ids);

  /**
   * Lets workers take a job from now on. Empty when it is not held: somebody else has released it,
   * or it has ended.
   *
   * @param publishDueAt as for {@link JobStore#insert}
   */
  Optional<Job> release(JobId id, Instant publishDueAt);

  /** Those of the given jobs that are there and have not ended, held or not. */
  Set<JobId> unended(Collection<JobId> ids);

  /** All held jobs. */
  long count();

  /** Held jobs of one function. */
  long count(String function);

  /** Queued jobs of one function, held or not, without the given ones. */
  long countQueuedOf(String function, Collection<JobId> except);
}
