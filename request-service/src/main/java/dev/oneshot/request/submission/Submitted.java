package dev.oneshot.request.submission;

import dev.oneshot.job.Job;
import dev.oneshot.request.waiting.WaitingCall;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A call that became a job, or joined the job of an earlier call with the same key.
 *
 * @param waiting to be closed by whoever answers the call
 * @param settled completes when the broker has the assignment or the job was refused, within
 *     seconds
 */
record Submitted(Job job, WaitingCall waiting, CompletableFuture<Void> settled)
    implements AutoCloseable {
  Submitted {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(waiting, "waiting");
    Objects.requireNonNull(settled, "settled");
  }

  /** Whether its job had ended before the call came. */
  boolean isReplay() {
    return job.state().isTerminal();
  }

  @Override
  public void close() {
    waiting.close();
  }
}
