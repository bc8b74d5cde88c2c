package dev.oneshot.request.recovery;

import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.request.messaging.Pools;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Queued jobs by pool, as counted by the latest round of the recovery loop; for admission and for
 * the gauge.
 */
public final class Backlog {
  private final Map<String, Long> queued = new ConcurrentHashMap<>();
  private final Set<String> shown = new HashSet<>(); // by the constructor, then by the loop
  private final RecoveryStore store;
  private final HeldJobs heldJobs;
  private final Pools pools;
  private final MeterRegistry meters;
  private volatile long held;

  public Backlog(RecoveryStore store, HeldJobs heldJobs, Pools pools, MeterRegistry meters) {
    this.store = store;
    this.heldJobs = heldJobs;
    this.pools = pools;
    this.meters = meters;
    pools.names().forEach(this::show);
  }

  private void show(String pool) {
    if (!shown.add(pool)) {
      return;
    }
    Gauge.builder("oneshot.backlog", () -> of(pool))
        .tag("pool", pool)
        .description("Queued jobs that no worker has taken")
        .register(meters);
  }

  /** Asks the store; the recovery loop does so every round. */
  public void count() {
    for (String pool : pools.names()) {
      show(pool);
      queued.put(pool, store.countQueued(pool));
    }
    queued.keySet().retainAll(pools.names());
    held = heldJobs.count();
  }

  List<String> pools() {
    return pools.names();
  }

  /** Jobs that the pool's workers may take. */
  public long of(String pool) {
    return queued.getOrDefault(pool, 0L);
  }

  /** Jobs of all pools, those included that wait behind their functions' limits. */
  public long total() {
    return held + queued.values().stream().mapToLong(Long::longValue).sum();
  }
}
