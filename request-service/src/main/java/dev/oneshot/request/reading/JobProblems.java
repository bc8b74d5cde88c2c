package dev.oneshot.request.reading;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import dev.oneshot.request.problem.Problem;
import dev.oneshot.request.problem.ProblemCode;

/** What the caller of a job that did not succeed is told. */
public final class JobProblems {
  private JobProblems() {}

  /**
   * Of a job that ended without a result: its reason is the code.
   *
   * @throws IllegalArgumentException for a job that is not over or that has a result
   */
  public static Problem of(Job job) {
    if (!job.state().isTerminal() || job.state() == JobState.DONE) {
      throw new IllegalArgumentException("a job in state " + job.state() + " is no problem");
    }
    Reason reason = reason(job);
    return Problem.of(ProblemCode.of(reason), detail(reason, job)).withJob(job.id());
  }

  /** Of a job whose result was there and is no longer kept: its time is over, or it was deleted. */
  public static Problem expired(Job job) {
    return Problem.of(
            ProblemCode.RESULT_EXPIRED,
            "Payload, result and logs are kept for "
                + job.task().retention().result()
                + " after the job's end, or until they are deleted.")
        .withJob(job.id());
  }

  // a record without reason is none of ours; its state still says enough
  private static Reason reason(Job job) {
    if (job.reason() != null) {
      return job.reason();
    }
    return switch (job.state()) {
      case TIMED_OUT -> Reason.RUN_TIMEOUT;
      case CANCELLED -> Reason.CANCELLED_BY_CALLER;
      case REJECTED -> Reason.NOT_QUEUED;
      case QUEUED, RUNNING, DONE, FAILED -> Reason.WORKER_LOST;
    };
  }

  private static String detail(Reason reason, Job job) {
    JobError error = job.error();
    return error == null
        ? sentence(reason)
        : sentence(reason) + ' ' + error.type() + ": " + error.message();
  }

  private static String sentence(Reason reason) {
    return switch (reason) {
      case QUEUE_TIMEOUT -> "No worker took the job before its queue deadline.";
      case RUN_TIMEOUT -> "The job's time was over before its function had ended.";
      case FUNCTION_ERROR -> "The function ended with an error.";
      case FUNCTION_UNAVAILABLE -> "The worker could not load the function's handler.";
      case OUT_OF_MEMORY -> "The function needed more memory than its pool gives.";
      case EVICTED -> "The node took back the worker's place, or its disk allowance was used up.";
      case WORKER_LOST ->
          "The worker disappeared while it ran the job; whether the function had effects is"
              + " unknown.";
      case RESULT_TOO_LARGE -> "The function wrote more than its max-result.";
      case STORE_FULL -> "The store had no room for the result.";
      case PAYLOAD_DAMAGED -> "The stored payload was missing or not the one that was sent.";
      case CANCELLED_BY_CALLER -> "The job was cancelled by a request.";
      case NOT_QUEUED -> "The broker did not take the job; it never runs.";
    };
  }
}
