package dev.oneshot.job;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What submission and its callers do with jobs. */
public interface JobStore {
  /**
   * Stores a queued job.
   *
   * @param publishDueAt when a recovery loop publishes it should nobody have confirmed the
   *     publication by then
   * @return false when a job of this id exists already
   */
  boolean insert(Job job, Instant publishDueAt);

  Optional<Job> find(JobId id);

  /** Those of the given jobs that have ended, in no order. */
  List<Job> findEnded(Collection<JobId> ids);

  /**
   * Notes that the broker has these assignments. A job that is no longer queued is left alone, and
   * so is one that has come back to the queue since: its new assignment is not that one.
   *
   * @param attempt how often the jobs had been claimed when they were published
   */
  void markPublished(Collection<JobId> ids, int attempt);

  /** Ends a queued job at once and asks the worker of a running one to stop. */
  CancelOutcome cancel(JobId id);

  /**
   * Refuses a job that nobody has taken so far, stored or not: one that is stored later, since its
   * insert was still on the way, is too late. May be repeated. A job of the same id that another
   * call stored is left alone, and so is one that was {@linkplain #promise promised}.
   *
   * @return false when it is too late for that, and the job goes on
   */
  boolean reject(Job job);

  /**
   * Keeps a job from being refused from now on: somebody besides its first caller waits for it.
   *
   * @return false when it was refused before
   */
  boolean promise(JobId id);

  /** What came of a cancel. */
  enum CancelOutcome {
    CANCELLED,
    /** The worker learns it with its next heartbeat, at most {@link Lease#RENEWAL} later. */
    REQUESTED,
    ALREADY_ENDED,
    UNKNOWN
  }
}
