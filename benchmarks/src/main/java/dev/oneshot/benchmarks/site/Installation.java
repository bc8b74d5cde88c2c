package dev.oneshot.benchmarks.site;

import dev.oneshot.pool.launch.Wires;
import dev.oneshot.pool.process.WorkerDistribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the build left what is measured.
 *
 * @param root of the checkout
 */
public record Installation(Path root) {
  public WorkerDistribution worker() {
    return worker(Wires.PLAIN);
  }

  public WorkerDistribution worker(Wires wires) {
    return WorkerDistribution.in(workerDirectory(), wires);
  }

  public Path workerDirectory() {
    return root.resolve("execution-worker/target/worker");
  }

  /** The JVM options that every worker is started with. */
  public List<String> workerOptions() throws IOException {
    try (Stream<String> lines = Files.lines(workerDirectory().resolve("jvm.options"))) {
      return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
  }

  public Path functionJars() {
    return root.resolve("examples/target/functions");
  }

  public Path results() {
    return root.resolve("benchmarks/results");
  }

  /** With which broker's and store's server programs and the service are started. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin/java");
  }
}
