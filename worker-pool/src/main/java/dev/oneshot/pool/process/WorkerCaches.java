package dev.oneshot.pool.process;

import dev.oneshot.pool.launch.Wires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archives of loaded classes that come with the worker. A JVM takes one only when the class
 * path starts with the very jars of its training: {@code functions.aot} knows the functions too and
 * fits when exactly the jars listed in {@code functions.jars} follow the worker's own; {@code
 * worker.aot} fits whatever follows. Of each there is one more, {@code functions-tls.aot} and
 * {@code worker-tls.aot}, that knows TLS, with which other workers would start later.
 */
final class WorkerCaches {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerCaches.class);

  private final Path plain;
  private final Path withFunctions;
  private final List<String> trainedWith;

  private WorkerCaches(Path plain, Path withFunctions, List<String> trainedWith) {
    this.plain = plain;
    this.withFunctions = withFunctions;
    this.trainedWith = trainedWith;
  }

  static WorkerCaches in(Path home, Wires wires) {
    String ending = wires == Wires.TLS ? "-tls.aot" : ".aot";
    Path plain = home.resolve("worker" + ending);
    if (!Files.isReadable(plain)) {
      LOG.warn("{} is missing: workers start several times slower", plain);
    }
    return new WorkerCaches(
        plain, home.resolve("functions" + ending), linesOf(home.resolve("functions.jars")));
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(); // a distribution that was trained without functions
    }
  }

  /** The one that fits when these jars follow the worker's; empty when there is none. */
  Optional<Path> before(List<Path> functionJars) {
    boolean fits = !functionJars.isEmpty() && trainedWith.equals(identities(functionJars));
    return Optional.of(fits ? withFunctions : plain).filter(Files::isReadable);
  }

  private static List<String> identities(List<Path> jars) {
    List<String> identities = new ArrayList<>();
    for (Path jar : jars) {
      try {
        identities.add(
            jar + "\t" + Files.size(jar) + '\t' + Files.getLastModifiedTime(jar).toMillis());
      } catch (IOException e) {
        return List.of();
      }
    }
    return identities;
  }
}
