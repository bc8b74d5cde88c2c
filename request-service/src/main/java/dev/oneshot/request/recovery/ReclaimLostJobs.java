package dev.oneshot.request.recovery;

import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.Lease;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.request.loop.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs from workers that gave no sign of life for a lease. After an outage of the store, and
 * after the start of this replica, which may have been caused by one, nothing is taken for a full
 * lease: the workers could not renew.
 */
final class ReclaimLostJobs implements Step {
  private static final int BATCH = 200;

  /**
   * No look at the store for longer than this counts as an outage, failed or not: drivers wait and
   * retry in silence. A worker's last renewal may be {@link Lease#RENEWAL} older than the outage,
   * and its next one takes a moment: all three together must stay within a lease.
   */
  private static final Duration LONGEST_GAP = Duration.ofSeconds(8);

  private final RecoveryStore store;
  private final EndedJobs ended;
  private final InstantSource serverTime;
  private @Nullable Instant storeBackSince;
  private @Nullable Instant lastLookAt;

  ReclaimLostJobs(RecoveryStore store, EndedJobs ended, InstantSource serverTime) {
    this.store = store;
    this.ended = ended;
    this.serverTime = serverTime;
  }

  @Override
  public String name() {
    return "reclaim-lost-jobs";
  }

  @Override
  public void runOnce() {
    try {
      Instant before = serverTime.instant();
      List<Job> silent = store.runningWithoutHeartbeatSince(before.minus(Lease.LENGTH), BATCH);
      if (isBackForALease(serverTime.instant())) {
        reclaim(silent);
      }
    } catch (RuntimeException e) {
      storeBackSince = null;
      throw e;
    }
  }

  private boolean isBackForALease(Instant now) {
    boolean wasAway = lastLookAt == null || isLonger(LONGEST_GAP, lastLookAt, now);
    lastLookAt = now;
    if (storeBackSince == null || wasAway) {
      storeBackSince = now;
    }
    return !Duration.between(storeBackSince, now).minus(Lease.LENGTH).isNegative();
  }

  private static boolean isLonger(Duration limit, Instant from, Instant to) {
    return Duration.between(from, to).compareTo(limit) > 0;
  }

  private void reclaim(List<Job> silent) {
    for (Job job : silent) {
      store.reclaim(job, lost(job)).ifPresent(ended::recovered);
    }
  }

  private static Ending lost(Job job) {
    String worker = job.claim() == null ? "the worker" : "worker " + job.claim().worker().id();
    return new Ending.Failed(
        new JobError(
            Reason.WORKER_LOST,
            "lease",
            worker + " gave no sign of life for " + Lease.LENGTH.toSeconds() + " s"));
  }
}
