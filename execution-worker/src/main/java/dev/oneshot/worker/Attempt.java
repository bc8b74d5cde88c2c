package dev.oneshot.worker;

import com.mongodb.MongoException;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Claim;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims.FinishOutcome;
import dev.oneshot.job.Claims.Hold;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import dev.oneshot.job.WorkerExit;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.worker.execution.CapturedOutput;
import dev.oneshot.worker.execution.CapturedOutput.Printed;
import dev.oneshot.worker.execution.FunctionCall;
import dev.oneshot.worker.execution.FunctionOutcome;
import dev.oneshot.worker.execution.FunctionRun;
import dev.oneshot.worker.reporting.AttemptReport;
import dev.oneshot.worker.reporting.LeaseRenewal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One claimed job, from the start of its function to the end of the attempt. Runs on the main
 * thread, which waits for the first thing to end it: the function, its deadline, a cancel, the loss
 * of the claim. That one counts; the function has no say in it.
 */
final class Attempt {
  /**
   * For so long nobody is told that the job was taken, unless it ends before: what is told makes
   * broker and controller work, and a short function would share the processors with them.
   */
  private static final Duration HEAD_START = Duration.ofMillis(10);

  /** Between the interrupt of a function and the end of its process. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final Job job;
  private final Claim claim;
  private final Store store;
  private final Helpers helpers;
  private final Signals signals;
  private final CapturedOutput output;
  private final AttemptReport report;

  /** On {@link System#nanoTime}. */
  private final long deadline;

  private @Nullable LeaseRenewal renewal;

  /**
   * @param askedNanos before the claim was asked for, on {@link System#nanoTime}
   */
  Attempt(
      Job held,
      long askedNanos,
      Store store,
      Helpers helpers,
      Signals signals,
      CapturedOutput output) {
    this.job = held;
    this.claim = Objects.requireNonNull(held.claim(), "a claimed job has a claim");
    this.store = store;
    this.helpers = helpers;
    this.signals = signals;
    this.output = output;
    this.report = new AttemptReport(store.endings(), store.payloads(), held);
    long now = System.nanoTime();
    Instant startedAt = Objects.requireNonNull(held.times().startedAt(), "a claimed job started");
    this.deadline =
        now
            + leftNanos(
                Duration.between(startedAt, claim.runDeadlineAt()),
                Duration.between(store.serverTime().instant(), claim.runDeadlineAt()),
                now - askedNanos);
  }

  /**
   * Until the run deadline: by the server's clock, which was read up to an hour ago and may have
   * been set since, but within what is certain, that the attempt began since it was asked for.
   *
   * @param length of the run
   * @param byServer what is left of it by the server's clock as far as it is known
   */
  static long leftNanos(Duration length, Duration byServer, long sinceAskedNanos) {
    long whole = length.toNanos();
    return Math.clamp(byServer.toNanos(), whole - sinceAskedNanos, whole);
  }

  /**
   * What came of it.
   *
   * @param state that the attempt ended with, unless the job is queued again or lost
   * @param exit how this process ends; null when the function ends it itself
   * @param mayGoOn whether the process is fit for another job
   */
  record Result(JobState state, FinishOutcome outcome, @Nullable WorkerExit exit, boolean mayGoOn) {
    static Result handedBack() {
      return new Result(JobState.QUEUED, FinishOutcome.QUEUED_AGAIN, WorkerExit.DONE, false);
    }
  }

  ClaimToken token() {
    return claim.token();
  }

  /**
   * Runs the job to its end.
   *
   * @param environment what the function is told by way of its context
   * @param onGoesOn told on this thread when the attempt takes longer than a moment; maybe twice
   * @param drain how long the function may go on after a stop was asked for, if another attempt can
   *     follow; without one it may go on until the process is killed
   * @throws MongoException when the store stayed away too long to report the ending
   */
  Result run(Map<String, String> environment, Runnable onGoesOn, Duration drain)
      throws InterruptedException {
    try {
      return runHeld(environment, onGoesOn, drain);
    } finally {
      if (renewal != null) {
        renewal.close();
      }
    }
  }

  private Result runHeld(Map<String, String> environment, Runnable onGoesOn, Duration drain)
      throws InterruptedException {
    if (job.payload().content() instanceof Payload.Stored) {
      onGoesOn.run();
      renew(); // else after the function's start: to open what is stored may outlast a lease
    }
    InputStream input;
    try {
      input = store.payloads().read(job.payload(), 0);
    } catch (PayloadDamagedException e) {
      return finish(failed(Reason.PAYLOAD_DAMAGED, "store", e.toString()), WorkerExit.DONE);
    } catch (IOException | MongoException e) {
      return finish(failed(Reason.WORKER_LOST, "store", e.toString()), WorkerExit.DONE);
    }
    FunctionRun run =
        FunctionRun.start(call(input, environment), helpers.function(), this::functionEnded);
    Failpoint.reach(Failpoint.B5_RUNNING);
    renew();
    return await(run, onGoesOn, drain);
  }

  private void renew() {
    if (renewal == null) {
      renewal =
          LeaseRenewal.start(
              helpers.lease(), store.leases(), job.id(), claim.token(), this::leaseAnswered);
    }
  }

  private FunctionCall call(InputStream input, Map<String, String> environment) {
    return new FunctionCall(
        job.id().value(),
        job.task().function(),
        job.task().handler(),
        deadline,
        environment,
        input,
        report.result());
  }

  private void functionEnded(FunctionOutcome outcome) {
    signals.post(new Signal.FunctionEnded(claim.token(), outcome));
  }

  private void leaseAnswered(Hold hold) {
    if (hold != Hold.HELD) {
      signals.post(new Signal.LeaseAnswered(claim.token(), hold));
    }
  }

  private Result await(FunctionRun run, Runnable onGoesOn, Duration drain)
      throws InterruptedException {
    long moment = System.nanoTime() + HEAD_START.toNanos();
    boolean goesOn = false;
    long patience = deadline;
    while (true) {
      Signal signal = signals.takeBefore(goesOn ? patience : moment);
      if (signal == null && !goesOn) {
        goesOn = true;
        onGoesOn.run();
        continue;
      }
      if (signal == null) {
        return patience == deadline ? timeOut(run) : giveUp(run);
      }
      if (signal instanceof Signal.FunctionEnded(var attempt, var outcome) && isThis(attempt)) {
        return finish(outcome);
      }
      if (signal instanceof Signal.LeaseAnswered(var attempt, var hold) && isThis(attempt)) {
        return hold == Hold.LOST ? lose(run) : cancel(run);
      }
      if (signal instanceof Signal.ExitCalled) {
        return finish(
            failed(Reason.FUNCTION_ERROR, "exit", "the function ended its process"), null);
      }
      if (signal instanceof Signal.StopAsked) {
        patience = untilDrained(drain);
      }
      // a job that holds its claim goes on without broker and parent
    }
  }

  private boolean isThis(ClaimToken attempt) {
    return attempt.value().equals(claim.token().value());
  }

  private long untilDrained(Duration drain) {
    long drained = System.nanoTime() + drain.toNanos();
    boolean isRetried = job.attempt() < job.task().retry().maxAttempts();
    return isRetried && drained - deadline < 0 ? drained : deadline;
  }

  private Result finish(FunctionOutcome outcome) {
    return outcome instanceof FunctionOutcome.Failed(JobError error)
        ? finish(new Ending.Failed(error), WorkerExit.DONE)
        : finish(
            new Ending.Succeeded(((FunctionOutcome.Returned) outcome).result()), WorkerExit.DONE);
  }

  private Result timeOut(FunctionRun run) throws InterruptedException {
    run.interrupt(GRACE);
    return finish(
        new Ending.TimedOut(
            new JobError(
                Reason.RUN_TIMEOUT, "timeout", "the function had not ended by its deadline")),
        WorkerExit.DEADLINE);
  }

  private Result cancel(FunctionRun run) throws InterruptedException {
    run.interrupt(GRACE);
    return finish(new Ending.Cancelled(), WorkerExit.CANCELLED);
  }

  // the next attempt starts now instead of after the lease, and somewhere else
  private Result giveUp(FunctionRun run) throws InterruptedException {
    run.interrupt(GRACE);
    return finish(
        failed(Reason.WORKER_LOST, "stopped", "the worker was stopped while the function ran"),
        WorkerExit.DONE);
  }

  private Result lose(FunctionRun run) throws InterruptedException {
    run.interrupt(GRACE);
    return new Result(JobState.RUNNING, FinishOutcome.LOST, WorkerExit.CLAIM_LOST, false);
  }

  private Result finish(Ending ending, @Nullable WorkerExit exit) {
    Failpoint.reach(Failpoint.B10_RESULT_STORED);
    Printed printed = output.take();
    FinishOutcome outcome =
        report.finish(ending, printed.length(), printed.isTruncated(), printed::writeTo);
    Failpoint.reach(Failpoint.B12_FINISHED);
    return new Result(
        outcome == FinishOutcome.CANCELLED ? JobState.CANCELLED : ending.state(),
        outcome,
        outcome == FinishOutcome.LOST ? WorkerExit.CLAIM_LOST : exit,
        exit == WorkerExit.DONE && outcome != FinishOutcome.LOST && isFit(ending));
  }

  private static boolean isFit(Ending ending) {
    return ending instanceof Ending.Succeeded
        || (ending instanceof Ending.Failed failed
            && failed.error().code() != Reason.OUT_OF_MEMORY);
  }

  private static Ending failed(Reason reason, String type, String message) {
    return new Ending.Failed(new JobError(reason, type, message));
  }
}
