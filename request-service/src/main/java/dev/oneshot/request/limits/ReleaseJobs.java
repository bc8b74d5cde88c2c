package dev.oneshot.request.limits;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.Job;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.request.messaging.AssignmentPublisher.Publication;
import dev.oneshot.request.recovery.PublishedJobs;
import dev.oneshot.request.recovery.StoreOutages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Holds jobs, and turns held ones into ordinary queued ones, published. What the broker does not
 * take is left to the recovery loop.
 */
public final class ReleaseJobs {
  private final HeldJobs held;
  private final AssignmentPublisher assignments;
  private final PublishedJobs published;
  private final StoreOutages outages;
  private final InstantSource serverTime;
  private final Duration republishAfter;

  public ReleaseJobs(
      HeldJobs held,
      AssignmentPublisher assignments,
      PublishedJobs published,
      StoreOutages outages,
      InstantSource serverTime,
      Duration republishAfter) {
    this.held = held;
    this.assignments = assignments;
    this.published = published;
    this.outages = outages;
    this.serverTime = serverTime;
    this.republishAfter = republishAfter;
  }

  /**
   * Whether the broker takes jobs now, and no replica may still be taking some back; none should be
   * released before.
   */
  boolean isPossible() {
    return !assignments.isBlocked() && !outages.isTakingBack();
  }

  /** Stores a held job that nobody else releases before it could be refused. */
  boolean hold(Job job) {
    return held.hold(job, serverTime.instant().plus(republishAfter));
  }

  /** Those that may be released now, the oldest first. */
  List<Job> next(String function, int limit) {
    return held.oldest(function, serverTime.instant(), limit);
  }

  /** False when the job is not held any more: nothing was done. */
  boolean release(Job job) {
    if (held.release(job.id(), serverTime.instant().plus(republishAfter)).isEmpty()) {
      return false;
    }
    Failpoint.reach(Failpoint.A4_RELEASED);
    var _ =
        assignments
            .publish(job)
            .thenAccept(publication -> {
              if (publication == Publication.CONFIRMED) {
                published.add(job);
              }
            });
    return true;
  }
}
