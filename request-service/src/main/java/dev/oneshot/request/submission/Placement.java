package dev.oneshot.request.submission;

import com.mongodb.MongoException;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
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
import dev.oneshot.request.waiting.WaitingCall;
import dev.oneshot.request.waiting.WaitingCalls;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
    return limits.maxRunning() == null ? publish(job) : hold(job);
  }

  private Optional<Submitted> publish(Job job) {
    if (!stored(job, () -> jobs.insert(job, job.times().createdAt().plus(republishAfter)))) {
      return Optional.empty();
    }
    Failpoint.reach(Failpoint.A4_INSERTED);
    metrics.accepted(job);
    WaitingCall call = waiting.register(job.id());
    CompletableFuture<Void> settled =
        assignments
            .publish(job)
            .thenAcceptAsync(publication -> settle(job, publication), background);
    Failpoint.reach(Failpoint.A5_PUBLISHED);
    return Optional.of(new Submitted(job, call, settled));
  }

  /** Any replica may let the job in as soon as it is stored, so its caller waits before that. */
  private Optional<Submitted> hold(Job job) {
    WaitingCall call = waiting.register(job.id());
    boolean isHeld = false;
    try {
      isHeld = stored(job, () -> turnstile.hold(job));
    } finally {
      if (!isHeld) {
        call.close();
      }
    }
    if (!isHeld) {
      return Optional.empty();
    }
    Failpoint.reach(Failpoint.A4_INSERTED);
    metrics.accepted(job);
    turnstile.stored(job);
    return Optional.of(new Submitted(job, call, CompletableFuture.completedFuture(null)));
  }

  private boolean stored(Job job, BooleanSupplier insert) {
    try {
      return insert.getAsBoolean();
    } catch (MongoException e) {
      // it may have been stored all the same, and the caller is told that it was not: it must not
      // run later
      background.execute(() -> reject(job.id()));
      throw new ProblemException(
          Problem.of(ProblemCode.STORE_UNAVAILABLE, "The job could not be stored; try again.")
              .withJob(job.id()));
    }
  }

  /** Joins the callers of a job that is there already; their common waiting ends with the job. */
  Submitted attach(Job job) {
    WaitingCall call = waiting.register(job.id());
    try {
      // it may have ended before we listened
      jobs.find(job.id()).filter(seen -> seen.state().isTerminal()).ifPresent(waiting::ended);
    } catch (RuntimeException e) {
      call.close(); // nobody else will
      throw e;
    }
    return new Submitted(job, call, CompletableFuture.completedFuture(null));
  }

  private void settle(Job job, Publication publication) {
    switch (publication) {
      case CONFIRMED -> {
        Failpoint.reach(Failpoint.A7_CONFIRMED);
        published.add(job);
      }
      case REFUSED, UNKNOWN -> {
        Failpoint.reach(Failpoint.A6_REFUSED);
        reject(job.id());
      }
    }
  }

  /** A job that somebody took in spite of everything goes on, and its caller keeps waiting. */
  private void reject(JobId id) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < REJECTION_PATIENCE.toNanos()) {
      try {
        if (jobs.reject(id)) {
          jobs.find(id).ifPresent(waiting::ended);
        }
        return;
      } catch (MongoException e) {
        LockSupport.parkNanos(PAUSE_BETWEEN_REJECTIONS.toNanos());
      }
    }
    log.warn("job {} could not be refused; it will run once broker and store are back", id);
  }
}
