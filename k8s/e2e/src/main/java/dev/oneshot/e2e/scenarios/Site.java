package dev.oneshot.e2e.scenarios;

import dev.oneshot.e2e.calls.Caller;
import dev.oneshot.e2e.cluster.Broker;
import dev.oneshot.e2e.cluster.Cluster;
import dev.oneshot.e2e.cluster.Patience;
import dev.oneshot.e2e.cluster.PodTimeline;
import dev.oneshot.e2e.cluster.Route;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The installation that scenarios work on.
 *
 * @param isQuick to see that it works: few repetitions, figures not to be quoted
 * @param progress for lines about what goes on
 */
public record Site(
    Cluster cluster,
    Route route,
    Caller caller,
    Broker broker,
    PodTimeline pods,
    boolean isQuick,
    Consumer<String> progress) {

  /** Idle workers that the default pool keeps, as the overlay's pools.yaml says. */
  public static final int IDLE = 3;

  public static final String DEFAULT_POOL = "default";

  /** Returns when the default pool has all the idle workers that it keeps, and no more to start. */
  public void awaitFullPool() throws Exception {
    Patience.await(
        "the pool has its idle workers",
        Duration.ofSeconds(90),
        () -> broker.idle(DEFAULT_POOL) >= IDLE);
  }

  /** Every repetition, or a few. */
  public int repetitions(int all, int quick) {
    return isQuick ? quick : all;
  }
}
