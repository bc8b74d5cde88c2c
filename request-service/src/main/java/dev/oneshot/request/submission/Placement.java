package dev.oneshot.request.submission;

import com.mongodb.MongoException;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobStore;
import dev.oneshot.request.functions.Limits;
import dev.oneshot.request.limits.Turnstile;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.request.messaging.AssignmentPublisher.Publication;
import dev.oneshot.request.metrics.JobMetrics;
import dev.oneshot.request.problem.Problem;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.recovery.PublishedJobs;
import dev.oneshot.request.submission.Submitted.Settlement;
import dev.oneshot.request.waiting.WaitingCall;
import dev.oneshot.request.waiting.WaitingCalls;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a job into the record and on the queue, and takes it back when the broker does not want it.
 */
final class Placement {
  private static final Logger log = LoggerFactory.getLogger(Placement.class);
  private static final Duration PAUSE_BETWEEN_REJECTIONS = Duration.ofMillis(500);
  private static final Duration REJECTION_PATIENCE = Duration.ofMinutes(1);

  private final JobStore jobs;
  private final WaitingCalls waiting;
  private final AssignmentPublisher assignments;
  private final PublishedJobs published;
  private final Turnstile turnstile;
  private final ExecutorService background;
  private final JobMetrics metrics;
  private final Duration republishAfter;

  Placement(
      JobStore jobs,
      WaitingCalls waiting,
      AssignmentPublisher assignments,
      PublishedJobs published,
      Turnstile turnstile,
      ExecutorService background,
      JobMetrics metrics,
      Duration republishAfter) {
    this.jobs = jobs;
    this.waiting = waiting;
    this.assignments = assignments;
    this.published = published;
    this.turnstile = turnstile;
    this.background = background;
    this.metrics = metrics;
    this.republishAfter = republishAfter;
  }

  /** Empty when there is a job of this id already. */
  Optional<Submitted> place(Job job, Limits limits) {
    Failpoint.reach(Failpoint.A2_PAYLOAD_STORED);
    // a function of one millisecond must not win the race, and a held job any replica may let in
    WaitingCall call = waiting.register(job.id());
    boolean isHeld = limits.maxRunning() != null;
    boolean isPlaced = false;
    try {
      isPlaced = stored(job, isHeld);
    } finally {
      if (!isPlaced) {
        call.close();
      }
    }
    if (!isPlaced) {
      return Optional.empty();
    }
    Failpoint.reach(Failpoint.A4_INSERTED);
    metrics.accepted(job);
    Job placed = job.withoutBytes();
    return Optional.of(isHeld ? hold(placed, call) : publish(placed, call));
  }

  private Submitted hold(Job job, WaitingCall call) {
    turnstile.stored(job);
    return Submitted.settled(job, call);
  }

  private Submitted publish(Job job, WaitingCall call) {
    Acceptance acceptance = new Acceptance();
    CompletableFuture<Settlement> settled =
        assignments
            .publish(job)
            .thenApplyAsync(publication -> settle(job, publication, acceptance), background);
    Failpoint.reach(Failpoint.A5_PUBLISHED);
    return new Submitted(job, call, acceptance, settled);
  }

  private boolean stored(Job job, boolean isHeld) {
    try {
      return isHeld
          ? turnstile.hold(job)
          : jobs.insert(job, job.times().createdAt().plus(republishAfter));
    } catch (MongoException e) {
      // it may have been stored all the same, and the caller is told that it was not: it must not
      // run later
      Job refused = job.withoutBytes();
      background.execute(() -> reject(refused));
      throw new ProblemException(
          Problem.of(ProblemCode.STORE_UNAVAILABLE, "The job could not be stored; try again.")
              .withJob(job.id()));
    }
  }

  /**
   * Joins the callers of a job that is there already; their common waiting ends with the job. What
   * its first caller is told decides about it no longer.
   *
   * @throws ProblemException when it was refused
   */
  Submitted attach(Job job) {
    // one that runs, too: its worker may hand it back
    if (!job.state().isTerminal() && !jobs.promise(job.id())) {
      throw new ProblemException(
          Problem.of(
                  ProblemCode.NOT_QUEUED,
                  "The broker did not take the job of this Idempotency-Key; it never runs.")
              .withJob(job.id()));
    }
    WaitingCall call = waiting.register(job.id());
    try {
      // it may have ended before we listened
      jobs.find(job.id()).filter(seen -> seen.state().isTerminal()).ifPresent(waiting::ended);
    } catch (RuntimeException e) {
      call.close(); // nobody else will
      throw e;
    }
    return Submitted.settled(job.withoutBytes(), call);
  }

  private Settlement settle(Job job, Publication publication, Acceptance acceptance) {
    return switch (publication) {
      case CONFIRMED -> {
        Failpoint.reach(Failpoint.A7_CONFIRMED);
        published.add(job);
        yield Settlement.GOES_ON;
      }
      case REFUSED, UNKNOWN -> {
        Failpoint.reach(Failpoint.A6_REFUSED);
        // else it is due for publishing soon
        yield acceptance.refuse() && reject(job) ? Settlement.REFUSED : Settlement.GOES_ON;
      }
    };
  }

  /**
   * Whether it never runs: a job that somebody took in spite of everything goes on, and its caller
   * keeps waiting.
   */
  private boolean reject(Job job) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < REJECTION_PATIENCE.toNanos()) {
      try {
        boolean isRejected = jobs.reject(job);
        if (isRejected) {
          // right after an election the look may not know it yet, and a poll will
          jobs.find(job.id()).filter(there -> there.state().isTerminal()).ifPresent(waiting::ended);
        }
        return isRejected;
      } catch (MongoException e) {
        LockSupport.parkNanos(PAUSE_BETWEEN_REJECTIONS.toNanos());
      }
    }
    log.warn(
        "job {} could not be refused within a minute: it runs, unless that was stored", job.id());
    return false;
  }
}
