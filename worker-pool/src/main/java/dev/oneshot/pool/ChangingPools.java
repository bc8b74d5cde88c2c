package dev.oneshot.pool;

import dev.oneshot.pool.launch.WorkerLauncher;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Pools of one launcher that come, change and go while it runs. Thread-safe. */
public final class ChangingPools implements AutoCloseable {
  private final Function<PoolSettings, PoolController> controllers;
  private final WorkerPools pools;
  private final Map<String, PoolController> byName = new TreeMap<>();
  private boolean isClosed;

  /**
   * @param controllers makes those of the launcher's pools
   */
  public ChangingPools(
      WorkerLauncher launcher, Function<PoolSettings, PoolController> controllers) {
    this.controllers = controllers;
    this.pools = new WorkerPools(List.of(), launcher);
  }

  /**
   * Keeps exactly these pools from now on. New ones begin; changed ones go on with their workers;
   * of others the idle workers are asked to end, the busy ones may finish. To be called now and
   * then until nothing of those is left; changes nothing where nothing has changed.
   */
  public synchronized void keep(Collection<PoolSettings> wanted) {
    if (isClosed) {
      return;
    }
    wanted.forEach(this::keep);
    List<String> names = wanted.stream().map(PoolSettings::name).toList();
    byName.values().removeIf(pool -> !names.contains(pool.settings().name()) && hasLeft(pool));
  }

  private void keep(PoolSettings settings) {
    PoolController known = byName.get(settings.name());
    if (known != null) {
      known.keep(settings);
    } else {
      PoolController controller = controllers.apply(settings);
      byName.put(settings.name(), controller);
      pools.add(controller);
    }
  }

  private boolean hasLeft(PoolController pool) {
    boolean hasLeft = pool.leave();
    if (hasLeft) {
      pools.remove(pool);
    }
    return hasLeft;
  }

  /** In the order in which the pools were first given, those that are about to go included. */
  public List<PoolStatus> statuses() {
    return pools.statuses();
  }

  /** Blocks until the launcher has ended. */
  @Override
  public synchronized void close() {
    isClosed = true;
    pools.close();
  }
}
