package dev.oneshot.pool;

import dev.oneshot.job.Claim;
import dev.oneshot.job.Job;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.pool.Sentence.Why;
import dev.oneshot.pool.launch.WorkerLauncher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends workers that should have ended by themselves. A worker with a live claim is touched for its
 * deadline and its cancel only; whatever else must go is asked first and killed 5 s later, and not
 * before the store was asked once more whether it holds a job by now.
 */
final class Backstops {
  private static final Logger LOG = LoggerFactory.getLogger(Backstops.class);

  /** The worker ends its job at the deadline itself and may take a moment to say so. */
  static final Duration PAST_DEADLINE = Duration.ofSeconds(5);

  /** A worker learns of a cancel within one heartbeat, 5 s. */
  static final Duration AFTER_CANCEL = Duration.ofSeconds(10);

  /** For the exit of a worker whose job has ended, which takes it well below a second. */
  static final Duration AFTER_JOB = Duration.ofSeconds(10);

  /**
   * For the node, which knows nothing of the store: a worker whose function ended in time holds its
   * ending for ten minutes while the store is away. Where there is a controller it acts long
   * before.
   */
  static final Duration HARD_STOP_PAST_DEADLINE = Duration.ofSeconds(630);

  static final Duration BETWEEN_WORD_AND_KILL = Duration.ofSeconds(5);

  /** No look at the store for longer than this: workers may not have reached it either. */
  private static final Duration LONGEST_GAP = Duration.ofSeconds(4);

  private final Supplier<PoolSettings> settings;
  private final WorkerLauncher launcher;
  private final RecoveryStore jobs;
  private Instant storeSeenAt = Instant.MIN;
  private Instant storeBackSince = Instant.MIN;

  Backstops(Supplier<PoolSettings> settings, WorkerLauncher launcher, RecoveryStore jobs) {
    this.settings = settings;
    this.launcher = launcher;
    this.jobs = jobs;
  }

  /** Gives the workers that were found not to become ready, each of them once. */
  List<OwnWorker> enforce(Fleet fleet, Instant now, Instant storeTime) {
    noteStore(storeTime);
    fleet.all().forEach(worker -> enforce(worker, now, storeTime));
    if (fleet.unaccountedFor(now).compareTo(settings.get().startTimeout()) > 0) {
      // whichever it is: mostly a healthy one, which may have taken a job since it was looked at
      fleet.dispensable().stream().findFirst().ifPresent(w -> giveUp(w, Why.NOT_CONSUMING, now));
      fleet.accountAnew();
    }
    fleet.takeForReady(late(fleet, now)); // else one that hangs would end them all
    List<OwnWorker> late = late(fleet, now);
    late.forEach(worker -> stop(worker, Why.NOT_READY, now));
    return late;
  }

  private void noteStore(Instant storeTime) {
    if (Duration.between(storeSeenAt, storeTime).compareTo(LONGEST_GAP) > 0) {
      storeBackSince = storeTime;
    }
    storeSeenAt = storeTime;
  }

  /** A worker whose function ended in time has not been able to say so while the store was away. */
  private boolean isPastDeadline(Claim claim, Instant storeTime) {
    Instant due = claim.runDeadlineAt();
    Instant from = due.isAfter(storeBackSince) ? due : storeBackSince;
    return storeTime.isAfter(from.plus(PAST_DEADLINE));
  }

  /** Asks it to end, unless it has just taken a job. */
  void giveUp(OwnWorker worker, Why why, Instant now) {
    if (jobs.runningOn(worker.id()).isEmpty()) {
      stop(worker, why, now);
    }
  }

  private void enforce(OwnWorker worker, Instant now, Instant storeTime) {
    Job job = worker.claimed();
    Claim claim = job == null ? null : job.claim();
    if (job != null && claim != null) {
      enforceClaim(worker, job, claim, now, storeTime);
    } else if (settings.get().maxJobs() == 1 && worker.idleAfterJob(now).compareTo(AFTER_JOB) > 0) {
      killUnlessBusy(worker, Why.NOT_ENDING, now);
    } else if (worker.sentence() != null && worker.sentence().why().isPolite()) {
      killUnlessBusy(worker, worker.sentence().why(), now);
    }
  }

  private void enforceClaim(
      OwnWorker worker, Job job, Claim claim, Instant now, Instant storeTime) {
    if (settings.get().maxJobs() == 1 && worker.isToBeLimited(claim.token())) {
      Duration left = Duration.between(storeTime, claim.runDeadlineAt());
      launcher.limit(worker.id(), left.plus(HARD_STOP_PAST_DEADLINE));
    } // else a later job would need a later stop, which cannot be set
    if (worker.sinceCancel(now).compareTo(AFTER_CANCEL) > 0) {
      kill(worker, Why.CANCELLED, job, now);
    } else if (isPastDeadline(claim, storeTime)) {
      kill(worker, Why.PAST_DEADLINE, job, now);
    }
  }

  private List<OwnWorker> late(Fleet fleet, Instant now) {
    return fleet.all().filter(worker -> worker.sentence() == null && isLate(worker, now)).toList();
  }

  private boolean isLate(OwnWorker worker, Instant now) {
    return worker.phase() == OwnWorker.Phase.STARTING
        && Duration.between(worker.since(), now).compareTo(settings.get().startTimeout()) > 0;
  }

  private void stop(OwnWorker worker, Why why, Instant now) {
    note("stop", worker, why);
    worker.sentence(new Sentence(why, now, null));
    if (why.isSuspicion()) {
      launcher.stopSuspect(worker.id());
    } else {
      launcher.stop(worker.id());
    }
  }

  private void killUnlessBusy(OwnWorker worker, Why why, Instant now) {
    if (isTooSoon(worker, now)) {
      return;
    }
    Optional<Job> held = jobs.runningOn(worker.id());
    if (held.isEmpty()) {
      kill(worker, why, null, now);
    }
  }

  private void kill(OwnWorker worker, Why why, @Nullable Job job, Instant now) {
    if (isTooSoon(worker, now)) {
      return;
    }
    note("kill", worker, why);
    worker.sentence(new Sentence(why, now, job == null ? null : job.id()));
    launcher.kill(worker.id());
  }

  private static boolean isTooSoon(OwnWorker worker, Instant now) {
    Sentence passed = worker.sentence();
    return passed != null
        && Duration.between(passed.passedAt(), now).compareTo(BETWEEN_WORD_AND_KILL) < 0;
  }

  private void note(String what, OwnWorker worker, Why why) {
    boolean isExpected = (why == Why.SURPLUS || why == Why.OUTDATED) && what.equals("stop");
    (isExpected ? LOG.atInfo() : LOG.atWarn())
        .addKeyValue("pool", settings.get().name())
        .addKeyValue("worker", worker.id())
        .addKeyValue("why", why)
        .log("{} worker {}: {}", what, worker.id(), why);
  }
}
