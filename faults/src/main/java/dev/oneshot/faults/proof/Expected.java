package dev.oneshot.faults.proof;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import java.util.List;

/** Whether a job that has ended ended as it should. */
@FunctionalInterface
public interface Expected {
  /**
   * @param executions all lines of the ledger about the job
   */
  boolean isRight(Job job, List<Execution> executions);

  /** Every job is done. */
  static Expected done() {
    return (job, executions) -> job.state() == JobState.DONE;
  }

  /** Every job is done, but those that may be attempted once only may have lost their worker. */
  static Expected doneOrLostOnce() {
    return (job, executions) ->
        job.state() == JobState.DONE || (job.task().retry().maxAttempts() == 1 && isLost(job));
  }

  static boolean isLost(Job job) {
    return job.state() == JobState.FAILED && job.reason() == Reason.WORKER_LOST;
  }
}
