package dev.oneshot.pool;

import dev.oneshot.job.Job;
import dev.oneshot.job.RecoveryStore;
import java.time.Instant;
import java.util.List;

/** What broker and store say at one moment. */
sealed interface PoolView {
  /**
   * @param storeTime by the store's clock
   */
  record Seen(int consumers, int subscription, long queued, List<Job> claims, Instant storeTime)
      implements PoolView {}

  record Blind(String reason) implements PoolView {}

  /**
   * The broker first: a job that is taken in between then counts as a worker too many for one
   * round, and its TAKEN event starts the next.
   */
  static PoolView take(String pool, QueueObserver observer, RecoveryStore jobs, PoolClock clock) {
    return switch (observer.look()) {
      case QueueObserver.Look.Unseen(var reason) -> new Blind("broker: " + reason);
      case QueueObserver.Look.Seen(int consumers, int subscription) ->
          ofStore(pool, jobs, clock, consumers, subscription);
    };
  }

  private static PoolView ofStore(
      String pool, RecoveryStore jobs, PoolClock clock, int consumers, int subscription) {
    try {
      return new Seen(
          consumers,
          subscription,
          jobs.countQueued(pool),
          jobs.running(pool),
          clock.store().instant());
    } catch (RuntimeException e) {
      // whatever the driver throws: the store does not answer
      return new Blind("store: " + e);
    }
  }
}
