package dev.oneshot.request.recovery;

import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.Lease;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.request.loop.Step;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Takes jobs from workers that gave no sign of life for a lease. After an outage of the store, and
 * after the start of this replica, which may have been caused by one, nothing is taken for a full
 * lease: the workers could not renew.
 */
final class ReclaimLostJobs implements Step {
  private static final int BATCH = 200;

  private final RecoveryStore store;
  private final EndedJobs ended;
  private final StoreOutages outages;
  private final InstantSource serverTime;

  ReclaimLostJobs(
      RecoveryStore store, EndedJobs ended, StoreOutages outages, InstantSource serverTime) {
    this.store = store;
    this.ended = ended;
    this.outages = outages;
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
      outages.lookSucceeded();
      if (outages.isBackFor(Lease.LENGTH)) {
        reclaim(silent);
      }
    } catch (RuntimeException e) {
      outages.lookFailed();
      throw e;
    }
  }

  private void reclaim(List<Job> silent) {
    for (Job job : silent) {
      store.reclaim(job, lost(job)).ifPresent(ended::recovered);
      outages.lookSucceeded(); // or a round of hundreds would be taken for an outage
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
