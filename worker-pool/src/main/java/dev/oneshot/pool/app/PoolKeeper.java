package dev.oneshot.pool.app;

import dev.oneshot.pool.ReconcileLoop;
import dev.oneshot.pool.declaration.PoolDeclaration;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings what is kept in line with what is declared, again and again. Started last and stopped
 * first, so that {@code /pools} shows how busy workers finish.
 */
final class PoolKeeper implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(PoolKeeper.class);

  private final DeclaredPools declared;
  private final ProcessPools processes;
  private final PodPools pods;
  private final ReconcileLoop loop;
  private volatile boolean isRunning;

  PoolKeeper(DeclaredPools declared, ProcessPools processes, PodPools pods, Duration betweenLooks) {
    this.declared = declared;
    this.processes = processes;
    this.pods = pods;
    this.loop = new ReconcileLoop("pools", this::stepOrLog, betweenLooks);
  }

  @Override
  public void start() {
    keep();
    loop.start();
    isRunning = true;
  }

  /** One step: the file as it is now, and whatever is to be done for it. */
  void step() {
    declared.refresh();
    keep();
  }

  private void keep() {
    List<PoolDeclaration> now = declared.now();
    processes.keep(
        now.stream()
            .filter(PoolDeclaration.Processes.class::isInstance)
            .map(PoolDeclaration.Processes.class::cast)
            .toList());
    pods.keep(
        now.stream()
            .filter(PoolDeclaration.Pods.class::isInstance)
            .map(PoolDeclaration.Pods.class::cast)
            .toList());
  }

  private void stepOrLog() {
    try {
      step();
    } catch (RuntimeException e) {
      // the edge of the loop: whatever broke, the next step tries again
      LOG.warn("the pools could not be brought in line with their file", e);
    }
  }

  /** The lease is given back first; then processes end, as long as that takes. */
  @Override
  public void stop() {
    loop.close();
    pods.close();
    processes.close();
    isRunning = false;
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }
}
