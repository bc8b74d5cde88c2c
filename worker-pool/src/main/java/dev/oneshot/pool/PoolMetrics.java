package dev.oneshot.pool;

import dev.oneshot.pool.launch.Exit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** A pool's meters; README.md lists them. */
final class PoolMetrics {
  private final MeterRegistry meters;
  private final String pool;
  private final Counter launched;
  private final Counter failedToStart;
  private final Counter failedReconciles;
  private final Timer start;

  PoolMetrics(MeterRegistry meters, String pool, Supplier<PoolStatus> status) {
    this.meters = meters;
    this.pool = pool;
    this.launched = meters.counter("oneshot.workers.launched", "pool", pool);
    this.failedToStart = meters.counter("oneshot.workers.failed.to.start", "pool", pool);
    this.failedReconciles = meters.counter("oneshot.pool.reconcile.failed", "pool", pool);
    this.start = meters.timer("oneshot.worker.start", "pool", pool);
    gauge("idle", status, PoolStatus::idle);
    gauge("starting", status, PoolStatus::starting);
    gauge("busy", status, PoolStatus::busy);
  }

  private void gauge(String state, Supplier<PoolStatus> status, ToIntFunction<PoolStatus> number) {
    Gauge.builder("oneshot.workers", () -> number.applyAsInt(status.get()))
        .tag("pool", pool)
        .tag("state", state)
        .strongReference(true)
        .register(meters);
  }

  void launched() {
    launched.increment();
  }

  void ready(Duration sinceLaunch) {
    start.record(sinceLaunch);
  }

  void failedToStart() {
    failedToStart.increment();
  }

  void died(Exit exit) {
    meters
        .counter("oneshot.workers.died", "pool", pool, "cause", ExitMeaning.tag(exit))
        .increment();
  }

  void reconcileFailed() {
    failedReconciles.increment();
  }
}
