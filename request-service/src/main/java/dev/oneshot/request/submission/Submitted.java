package dev.oneshot.request.submission;

import dev.oneshot.job.Job;
import dev.oneshot.request.waiting.WaitingCall;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A call that became a job, or joined the job of an earlier call with the same key.
 *
 * @param job without the bytes of its record, which would be held for as long as its caller waits
 * @param waiting to be closed by whoever answers the call
 * @param acceptance to be given before the caller is told that the job will run
 * @param settled what came of it at the broker: within seconds, or a minute for a refusal where the
 *     store does not answer
 */
record Submitted(
    Job job, WaitingCall waiting, Acceptance acceptance, CompletableFuture<Settlement> settled)
    implements AutoCloseable {
  Submitted {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(waiting, "waiting");
    Objects.requireNonNull(acceptance, "acceptance");
    Objects.requireNonNull(settled, "settled");
  }

  /** One whose job nobody takes back. */
  static Submitted settled(Job job, WaitingCall waiting) {
    return new Submitted(
        job, waiting, Acceptance.given(), CompletableFuture.completedFuture(Settlement.GOES_ON));
  }

  /** What came of a job at the broker. */
  enum Settlement {
    /** The broker has it, or will be given it, or somebody has taken it. */
    GOES_ON,
    /** It never runs. */
    REFUSED
  }

  /** Returns when it is known what came of it at the broker, and after that time anyway. */
  void awaitSettlement(Duration patience) {
    var _ =
        settled
            .copy()
            .completeOnTimeout(Settlement.GOES_ON, patience.toMillis(), TimeUnit.MILLISECONDS)
            .join();
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
