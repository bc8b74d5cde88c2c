package dev.oneshot.benchmarks.site;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The JVM that workers have, with their options and heap but without their caches, for another
 * program of this module: the floor that a worker is held against.
 */
public final class WorkerJvm {
  private WorkerJvm() {}

  /** Program and arguments that run a main class. */
  public static List<String> command(Installation installation, Class<?> program)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(installation.workerDirectory().resolve("runtime/bin/java").toString());
    command.addAll(installation.workerOptions());
    command.add("-Xmx" + Pool.HEAP_BYTES);
    command.add("-cp");
    command.add(
        installation.root().resolve("benchmarks/target/dist/lib/benchmarks.jar").toString());
    command.add(program.getName());
    return command;
  }
}
