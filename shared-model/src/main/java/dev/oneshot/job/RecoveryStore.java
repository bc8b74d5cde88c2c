package dev.oneshot.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What recovery loops and pool controllers do with jobs that somebody forgot. Finders give
 * snapshots, oldest first; the changes compare with the snapshot, so any number of loops may act at
 * once.
 */
public interface RecoveryStore {
  /** Queued jobs that nobody is known to have published, of all pools but these. */
  List<Job> dueForPublishing(Instant now, Set<String> exceptPools, int limit);

  /** Queued jobs of a pool whose publication was confirmed before the given time. */
  List<Job> publishedBefore(Instant time, String pool, int limit);

  List<Job> queuedPastDeadline(Instant now, int limit);

  List<Job> runningWithoutHeartbeatSince(Instant time, int limit);

  List<Job> runningPastDeadline(Instant time, int limit);

  /** Running jobs of one pool. */
  List<Job> running(String pool);

  /** The job that this worker holds, if any. */
  Optional<Job> runningOn(String workerId);

  /** Queued jobs that a pool's workers may take: those that are held do not count. */
  long countQueued(String pool);

  /** Ends a queued job whose time is up. Empty when it is no longer queued. */
  Optional<Job> timeOutQueued(Job seen);

  /**
   * Takes a job from a worker that is known to be gone: to the queue or to its end, as {@link
   * Job#isRetriedAfter} says.
   *
   * @return the job as it is now; empty when the claim had ended before
   */
  Optional<Job> release(Job seen, Ending cause, Optional<Logs> lastWords);

  /** As {@link #release}, but only when no heartbeat came since the snapshot. */
  Optional<Job> reclaim(Job seen, Ending cause);
}
