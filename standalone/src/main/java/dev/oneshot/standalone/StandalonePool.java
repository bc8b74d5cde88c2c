package dev.oneshot.standalone;

import dev.oneshot.pool.PoolCondition;
import dev.oneshot.pool.PoolController;
import dev.oneshot.pool.PoolStatus;
import dev.oneshot.pool.WorkerPools;
import dev.oneshot.pool.launch.WorkerLauncher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the pools after the listeners and stops them after the web server: callers still wait for
 * their workers.
 */
final class StandalonePool implements SmartLifecycle {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private final WorkerPools pools;
  private volatile boolean isRunning;

  private StandalonePool(WorkerPools pools) {
    this.pools = pools;
  }

  static StandalonePool of(List<PoolController> controllers, WorkerLauncher launcher) {
    return new StandalonePool(new WorkerPools(controllers, launcher));
  }

  @Override
  public void start() {
    pools.start();
    isRunning = true;
  }

  @Override
  public void stop() {
    pools.close();
    isRunning = false;
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }

  @Override
  public int getPhase() {
    return 1;
  }

  /** Blocks until every pool has an idle worker. */
  void awaitIdle() throws StartFailedException {
    long start = System.nanoTime();
    while (pools.statuses().stream().anyMatch(pool -> pool.idle() == 0)) {
      for (PoolStatus pool : pools.statuses()) {
        if (pool.condition() instanceof PoolCondition.CannotStart(var reason, _)) {
          throw new StartFailedException("workers do not start: " + reason);
        }
      }
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new StartFailedException(
            "no worker became ready within " + PATIENCE.toSeconds() + " s");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
