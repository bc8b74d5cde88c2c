package dev.oneshot.request.recovery;

import dev.oneshot.job.RecoveryStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Queued jobs by pool, as counted by the latest round of the recovery loop; for admission and for
 * the gauge.
 */
public final class Backlog {
  private final Map<String, Long> queued = new ConcurrentHashMap<>();
  private final RecoveryStore store;
  private final List<String> pools;

  public Backlog(RecoveryStore store, List<String> pools, MeterRegistry meters) {
    this.store = store;
    this.pools = List.copyOf(pools);
    for (String pool : pools) {
      Gauge.builder("oneshot.backlog", () -> of(pool))
          .tag("pool", pool)
          .description("Queued jobs that no worker has taken")
          .register(meters);
    }
  }

  /** Asks the store; the recovery loop does so every round. */
  public void count() {
    for (String pool : pools) {
      queued.put(pool, store.countQueued(pool));
    }
  }

  List<String> pools() {
    return pools;
  }

  public long of(String pool) {
    return queued.getOrDefault(pool, 0L);
  }
}
