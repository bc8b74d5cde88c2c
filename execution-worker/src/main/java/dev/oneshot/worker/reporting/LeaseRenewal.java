package dev.oneshot.worker.reporting;

import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims;
import dev.oneshot.job.Claims.Hold;
import dev.oneshot.job.JobId;
import dev.oneshot.job.Lease;
import dev.oneshot.worker.standby.Standby;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps a claim alive from a thread of its own, whatever the function does with its own. A store
 * that does not answer is asked again: the function runs on, and should somebody else get the job
 * meanwhile, the claim's token keeps both apart.
 */
public final class LeaseRenewal implements AutoCloseable {
  /** The lease goes on meanwhile, and each try may have waited for an answer. */
  private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

  private final Claims claims;
  private final JobId job;
  private final ClaimToken token;
  private final Duration period;
  private final Consumer<Hold> onAnswer;
  private final CountDownLatch closed = new CountDownLatch(1);

  private LeaseRenewal(
      Claims claims, JobId job, ClaimToken token, Duration period, Consumer<Hold> onAnswer) {
    this.claims = claims;
    this.job = job;
    this.token = token;
    this.period = period;
    this.onAnswer = onAnswer;
  }

  /**
   * Starts renewing, for the first time after {@link Lease#RENEWAL}.
   *
   * @param standby does it, and nothing else
   * @param onAnswer told every answer of the store, on the renewing thread
   */
  public static LeaseRenewal start(
      Standby standby, Claims claims, JobId job, ClaimToken token, Consumer<Hold> onAnswer) {
    return start(standby, claims, job, token, Lease.RENEWAL, onAnswer);
  }

  static LeaseRenewal start(
      Standby standby,
      Claims claims,
      JobId job,
      ClaimToken token,
      Duration period,
      Consumer<Hold> onAnswer) {
    LeaseRenewal renewal = new LeaseRenewal(claims, job, token, period, onAnswer);
    standby.run(renewal::run);
    return renewal;
  }

  private void run() {
    try {
      Duration pause = period;
      while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        pause = isRenewed() ? period : RETRY_PAUSE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isRenewed() {
    Hold answer;
    try {
      answer = claims.heartbeat(job, token);
    } catch (RuntimeException | OutOfMemoryError e) {
      return false; // the store is away, or the function has eaten the heap for the moment
    }
    onAnswer.accept(answer);
    return true;
  }

  /** Ends it soon; one more answer may come. */
  @Override
  public void close() {
    closed.countDown();
  }
}
