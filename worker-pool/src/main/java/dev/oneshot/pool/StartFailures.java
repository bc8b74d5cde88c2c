package dev.oneshot.pool;

import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.sizing.BackOff;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What keeps workers from becoming ready, and how far that holds back the next ones. Only failures
 * that were seen count: a worker that may have told something while nobody listened proves nothing.
 * For the controller's thread alone.
 */
final class StartFailures {
  private final Supplier<PoolSettings> settings;
  private final PoolMetrics metrics;
  private final BackOff backOff = new BackOff();
  private String last = "";
  private int subscription;
  private Instant subscribedAt;

  StartFailures(Supplier<PoolSettings> settings, PoolMetrics metrics, Instant now) {
    this.settings = settings;
    this.metrics = metrics;
    this.subscribedAt = now;
  }

  /** To be called with every look: another subscription is one after a gap. */
  void noteSubscription(int seen, Instant now) {
    if (seen != subscription) {
      subscription = seen;
      subscribedAt = now;
    }
  }

  /** How many more may be on their way. */
  int allowance(int starting, Instant now) {
    return backOff.allowance(starting, now);
  }

  boolean isHolding() {
    return backOff.isHolding();
  }

  /** Present while they hold back the next ones. */
  Optional<PoolCondition> condition() {
    return isHolding()
        ? Optional.of(new PoolCondition.CannotStart(last, backOff.nextTryAt()))
        : Optional.empty();
  }

  void becameReady() {
    backOff.succeeded();
  }

  void refused(String reason, Instant now) {
    failed(reason, now, now);
  }

  void hindered(OwnWorker worker, Instant now) {
    failed("a worker cannot start, " + worker.hindrance(), worker.since(), now);
  }

  void tooLate(OwnWorker worker, Instant now) {
    if (!worker.mayHaveToldUnheard(subscribedAt)) {
      metrics.failedToStart();
      String hindrance = worker.hindrance();
      failed(
          "a worker was not ready within "
              + settings.get().startTimeout().toSeconds()
              + " s"
              + (hindrance == null ? "" : ", " + hindrance),
          worker.since(),
          now);
    }
  }

  /**
   * Of a worker that took no job, unasked. An idle one that ends in order was stopped by somebody,
   * or has had a job of which nobody heard; one that breaks would break again.
   */
  void diedUnused(OwnWorker worker, WorkerDeath death, Instant at) {
    boolean wasStarting =
        worker.phase() == OwnWorker.Phase.STARTING && !worker.mayHaveToldUnheard(subscribedAt);
    if (wasStarting) {
      metrics.failedToStart();
    }
    if (wasStarting || !ExitMeaning.isOrderly(death.exit())) {
      String reason =
          (wasStarting ? "a worker ended before it was ready, " : "an idle worker ended, ")
              + ExitMeaning.inWords(death.exit())
              + (death.complaint().isEmpty() ? "" : ": " + death.complaint());
      failed(reason, worker.since(), at);
    }
  }

  private void failed(String reason, Instant launchedAt, Instant now) {
    last = reason;
    backOff.failed(launchedAt, now);
  }
}
