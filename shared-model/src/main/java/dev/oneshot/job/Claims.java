package dev.oneshot.job;

import org.jspecify.annotations.Nullable;

/**
 * What a worker does to the job it holds. Every call after {@link #claim} matches on the claim's
 * token; who lost it can change nothing and is told so. An outcome that the network hid is found
 * out by reading again, never assumed.
 */
public interface Claims {
  /**
   * Takes a queued job, if its deadlines allow, and counts the attempt.
   *
   * @param token of this attempt, made by the caller so that an unknown outcome can be recognised
   */
  ClaimOutcome claim(JobId id, Worker worker, ClaimToken token);

  /** Renews the lease; to be called every {@link Lease#RENEWAL}. */
  Hold heartbeat(JobId id, ClaimToken token);

  /** Ends the attempt, or queues the job again when its retry policy says so. */
  FinishOutcome finish(Job held, Ending ending, @Nullable Logs logs);

  /**
   * Gives a job back whose function has not started; the attempt does not count. False when the
   * claim was lost.
   */
  boolean handBack(JobId id, ClaimToken token);

  /** What came of a claim. */
  sealed interface ClaimOutcome {
    record Claimed(Job job) implements ClaimOutcome {}

    /** Somebody else has it, or it has ended, or there is no such job: the message was stale. */
    record NotClaimable() implements ClaimOutcome {}
  }

  /** What a heartbeat learned. */
  enum Hold {
    HELD,
    CANCEL_REQUESTED,
    LOST
  }

  /** What came of an attempt's end. */
  enum FinishOutcome {
    ENDED,
    /** Instead of another attempt: somebody had asked for it since the last heartbeat. */
    CANCELLED,
    QUEUED_AGAIN,
    LOST
  }
}
