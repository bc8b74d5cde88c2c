package dev.oneshot.pool.app;

import dev.oneshot.pool.ChangingPools;
import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.PoolStatus;
import dev.oneshot.pool.declaration.PoolDeclaration;
import dev.oneshot.pool.process.ProcessLauncher;
import dev.oneshot.pool.process.ProcessLauncherSettings;
import dev.oneshot.pool.process.WorkerDistribution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pools whose workers are processes beside this one; nothing is set up before there is one. */
final class ProcessPools implements AutoCloseable {
  private final WorkerProperties workers;
  private final ProcessLauncherSettings settings;
  private final Controllers controllers;
  private volatile @Nullable ChangingPools pools;

  ProcessPools(
      WorkerProperties workers, ProcessLauncherSettings settings, Controllers controllers) {
    this.workers = workers;
    this.settings = settings;
    this.controllers = controllers;
  }

  /**
   * @throws IllegalArgumentException when there is no worker distribution
   */
  void keep(List<PoolDeclaration.Processes> declared) {
    List<PoolSettings> wanted = declared.stream().map(PoolDeclaration::settings).toList();
    ChangingPools current = pools;
    if (current == null && !wanted.isEmpty()) {
      current = begun();
      pools = current;
    }
    if (current != null) {
      current.keep(wanted);
    }
  }

  private ChangingPools begun() {
    ProcessLauncher launcher =
        new ProcessLauncher(
            settings, WorkerDistribution.in(workers.home(), settings.connections().wires()));
    return new ChangingPools(launcher, pool -> controllers.of(pool, launcher));
  }

  List<PoolStatus> statuses() {
    ChangingPools current = pools;
    return current == null ? List.of() : current.statuses();
  }

  /** Ends the workers: idle ones at once, busy ones within the grace. */
  @Override
  public void close() {
    ChangingPools current = pools;
    if (current != null) {
      current.close();
    }
  }
}
