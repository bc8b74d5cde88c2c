package dev.oneshot.faults.site;

import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.pool.process.WorkerCommand;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A version before this one.
 *
 * @param root its checkout, in which {@code ./chaos} was built
 */
public record EarlierVersion(Path root) {
  /** Whether it is there to be started. */
  public boolean isBuilt() {
    return Files.isDirectory(jars()) && Files.isDirectory(new Installation(root).workerDirectory());
  }

  /** Those that its replicas are started from. */
  Path jars() {
    return root.resolve("faults/target/dist/lib");
  }

  public WorkerCommand worker() {
    return new Installation(root).worker();
  }
}
