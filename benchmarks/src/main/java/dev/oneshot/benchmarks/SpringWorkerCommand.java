package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.peer.SpringWorker;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.pool.launch.WorkerSpec;
import dev.oneshot.pool.process.WorkerCommand;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a {@link SpringWorker}: this process's JVM with default flags and, of its class path, what
 * the starters for AMQP and MongoDB bring and nothing more, since Spring Boot configures whatever
 * it finds.
 */
final class SpringWorkerCommand implements WorkerCommand {
  private static final String ARTIFACTS = "/spring-worker.jars";

  private final String classPath;

  SpringWorkerCommand() {
    List<String> artifacts = new ArrayList<>(artifacts());
    artifacts.add("benchmarks");
    this.classPath = only(artifacts, System.getProperty("java.class.path"));
  }

  @Override
  public List<String> of(WorkerSpec spec, Path scratch) {
    return List.of(
        Installation.java().toString(),
        "-cp",
        classPath,
        SpringWorker.class.getName(),
        "--spring.config.name=spring-worker");
  }

  /**
   * A class path's jars of these artifacts, of any version, in their order there.
   *
   * @throws IllegalStateException that names an artifact which has no jar there
   */
  static String only(List<String> artifacts, String classPath) {
    List<String> missing = new ArrayList<>(artifacts);
    List<String> jars = new ArrayList<>();
    for (String jar : classPath.split(File.pathSeparator, -1)) {
      String artifact = Path.of(jar).getFileName().toString().replaceFirst("(-\\d.*)?\\.jar$", "");
      if (artifacts.contains(artifact)) {
        jars.add(jar);
        missing.remove(artifact);
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException("not on the class path: " + String.join(", ", missing));
    }
    return String.join(File.pathSeparator, jars);
  }

  private static List<String> artifacts() {
    try (InputStream list = SpringWorkerCommand.class.getResourceAsStream(ARTIFACTS)) {
      if (list == null) {
        throw new IllegalStateException("no resource " + ARTIFACTS);
      }
      return new String(list.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
