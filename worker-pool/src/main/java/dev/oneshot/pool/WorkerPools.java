package dev.oneshot.pool;

import dev.oneshot.pool.launch.WorkerLauncher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Several pools of one launcher. Closing ends the launcher first, so that what its workers leave
 * behind is still reported by the controllers.
 */
public final class WorkerPools implements AutoCloseable {
  private final List<PoolController> controllers;
  private final WorkerLauncher launcher;

  /** The launcher is the one that the controllers were made with. */
  public WorkerPools(List<PoolController> controllers, WorkerLauncher launcher) {
    this.controllers = new CopyOnWriteArrayList<>(controllers);
    this.launcher = launcher;
  }

  public void start() {
    controllers.forEach(PoolController::start);
  }

  /** Starts one more. */
  void add(PoolController controller) {
    controllers.add(controller);
    controller.start();
  }

  /** Closes one before the others. */
  void remove(PoolController controller) {
    controllers.remove(controller);
    controller.close();
  }

  /** In the order in which the pools were given. */
  public List<PoolStatus> statuses() {
    return controllers.stream().map(PoolController::status).toList();
  }

  /** Blocks until the launcher has ended. */
  @Override
  public void close() {
    controllers.forEach(PoolController::retire);
    try {
      launcher.close();
    } finally {
      controllers.forEach(PoolController::close);
    }
  }
}
