package dev.oneshot.request.submission;

import dev.oneshot.job.Job;
import dev.oneshot.request.waiting.WaitingCall;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A call that became a job, or joined the job of an earlier call with the same key.
 *
 * @param job without the bytes of its record, which would be held for as long as its caller waits
 * @param waiting to be closed by whoever answers the call
 * @param acceptance to be given before the caller is told that the job will run
 * @param settled completes when the broker has the assignment or the job was refused, within
 *     seconds
 */
record Submitted(
    Job job, WaitingCall waiting, Acceptance acceptance, CompletableFuture<Void> settled)
    implements AutoCloseable {
  Submitted {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(waiting, "waiting");
    Objects.requireNonNull(acceptance, "acceptance");
    Objects.requireNonNull(settled, "settled");
  }

  /** One whose job nobody takes back. */
  static Submitted settled(Job job, WaitingCall waiting) {
    return new Submitted(job, waiting, Acceptance.given(), CompletableFuture.completedFuture(null));
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
