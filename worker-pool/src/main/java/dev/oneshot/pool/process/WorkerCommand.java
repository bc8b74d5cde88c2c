package dev.oneshot.pool.process;

import dev.oneshot.pool.launch.WorkerSpec;
import java.nio.file.Path;
import java.util.List;

/** How a worker's process is started. */
@FunctionalInterface
public interface WorkerCommand {
  /**
   * @param scratch the worker's own directory, absolute
   * @return program and arguments; every path in it absolute, since the process starts in its
   *     scratch directory
   */
  List<String> of(WorkerSpec spec, Path scratch);
}
