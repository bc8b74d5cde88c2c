package dev.oneshot.pool;

import dev.oneshot.pool.launch.Exit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private final Supplier<PoolStatus> status;
  private final List<Meter> gauges = new ArrayList<>();

  PoolMetrics(MeterRegistry meters, String pool, Supplier<PoolStatus> status) {
    this.meters = meters;
    this.pool = pool;
    this.launched = meters.counter("oneshot.workers.launched", "pool", pool);
    this.failedToStart = meters.counter("oneshot.workers.failed.to.start", "pool", pool);
    this.failedReconciles = meters.counter("oneshot.pool.reconcile.failed", "pool", pool);
    this.start = meters.timer("oneshot.worker.start", "pool", pool);
    this.status = status;
    show();
  }

  /** Shows the gauges, of which there is one set a pool, whoever keeps it. */
  final void show() {
    if (gauges.isEmpty()) {
      gauges.add(workers("idle", PoolStatus::idle));
      gauges.add(workers("starting", PoolStatus::starting));
      gauges.add(workers("busy", PoolStatus::busy));
      gauges.add(gauge("oneshot.pool.min", () -> status.get().min()).register(meters));
      gauges.add(
          gauge("oneshot.pool.trouble", () -> status.get().condition().isTrouble() ? 1 : 0)
              .register(meters));
    }
  }

  /** Takes the gauges away, so that they show nothing that nobody keeps. */
  void hide() {
    gauges.forEach(meters::remove);
    gauges.clear();
  }

  private Meter workers(String state, ToIntFunction<PoolStatus> number) {
    return gauge("oneshot.workers", () -> number.applyAsInt(status.get()))
        .tag("state", state)
        .register(meters);
  }

  private Gauge.Builder<?> gauge(String name, Supplier<Number> number) {
    return Gauge.builder(name, number).tag("pool", pool).strongReference(true);
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
