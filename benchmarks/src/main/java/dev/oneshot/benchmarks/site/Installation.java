package dev.oneshot.benchmarks.site;

import dev.oneshot.pool.process.WorkerDistribution;
import java.nio.file.Path;

/**
 * Where the build left what is measured.
 *
 * @param root of the checkout
 */
public record Installation(Path root) {
  public WorkerDistribution worker() {
    return WorkerDistribution.in(workerDirectory());
  }

  public Path workerDirectory() {
    return root.resolve("execution-worker/target/worker");
  }

  public Path functionJars() {
    return root.resolve("examples/target/functions");
  }

  public Path results() {
    return root.resolve("benchmarks/results");
  }

  /** With which broker's and store's server programs and the service are started. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin/java");
  }
}
