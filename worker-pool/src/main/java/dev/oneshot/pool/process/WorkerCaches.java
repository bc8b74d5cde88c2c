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

  private final Path home;
  private final Wires wires;
  private final List<String> trainedWith;

  private WorkerCaches(Path home, Wires wires, List<String> trainedWith) {
    this.home = home;
    this.wires = wires;
    this.trainedWith = trainedWith;
  }

  static WorkerCaches in(Path home, Wires wires) {
    WorkerCaches caches = new WorkerCaches(home, wires, linesOf(home.resolve("functions.jars")));
    if (caches.named("worker").isEmpty()) {
      LOG.warn("{} has no worker.aot: workers start several times slower", home);
    }
    return caches;
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
    return fits ? named("functions").or(() -> named("worker")) : named("worker");
  }

  // one that does not know TLS is much better than none
  private Optional<Path> named(String name) {
    Optional<Path> usual = readable(name + ".aot");
    return wires == Wires.TLS ? readable(name + "-tls.aot").or(() -> usual) : usual;
  }

  private Optional<Path> readable(String file) {
    return Optional.of(home.resolve(file)).filter(Files::isReadable);
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
