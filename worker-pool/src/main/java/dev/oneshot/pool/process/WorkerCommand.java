package dev.oneshot.pool.process;

import dev.oneshot.pool.launch.WorkerSpec;
import java.nio.file.Path;
import java.util.List;

/** How the processes of workers are started. */
@FunctionalInterface
public interface WorkerCommand {
  /**
   * @param scratch the worker's own directory, absolute
   * @return program and arguments; every path in it absolute, since the process starts in its
   *     scratch directory
   */
  List<String> of(WorkerSpec spec, Path scratch);

  /**
   * Of a process of the worker's own code that prints the key of the workers' login to the store,
   * or nothing where there is none to derive; empty where there is no such program. Of the pool's
   * own options it has the system properties: others print, or listen where a worker does.
   */
  default List<String> ofStoreKey(WorkerSpec spec) {
    return List.of();
  }
}
