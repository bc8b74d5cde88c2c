package dev.oneshot.request.recovery;

import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.request.loop.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Ends what is past its deadline: queued jobs at once, running ones after their worker had its
 * chance to do so, which it has not while the store is away.
 */
final class TimeOutJobs implements Step {
  private static final int BATCH = 200;

  /** The worker ends its attempt itself at the deadline, the pool kills it 5 s later. */
  private static final Duration WORKERS_CHANCE = Duration.ofSeconds(8);

  private final RecoveryStore store;
  private final EndedJobs ended;
  private final StoreOutages outages;
  private final InstantSource serverTime;

  TimeOutJobs(
      RecoveryStore store, EndedJobs ended, StoreOutages outages, InstantSource serverTime) {
    this.store = store;
    this.ended = ended;
    this.outages = outages;
    this.serverTime = serverTime;
  }

  @Override
  public String name() {
    return "time-out-jobs";
  }

  @Override
  public void runOnce() {
    Instant now = serverTime.instant();
    for (Job job : store.queuedPastDeadline(now, BATCH)) {
      store.timeOutQueued(job).ifPresent(ended::recovered);
      outages.lookSucceeded();
    }
    if (!outages.isBackFor(WORKERS_CHANCE)) {
      return;
    }
    for (Job job : store.runningPastDeadline(now.minus(WORKERS_CHANCE), BATCH)) {
      store.reclaim(job, overdue()).ifPresent(ended::recovered);
      outages.lookSucceeded();
    }
  }

  private static Ending overdue() {
    return new Ending.TimedOut(
        new JobError(Reason.RUN_TIMEOUT, "deadline", "the function ran past its deadline"));
  }
}
