package dev.oneshot.pool.process;

import dev.oneshot.pool.launch.Wires;
import dev.oneshot.pool.launch.WorkerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The worker as it is built: {@code runtime/bin/java}, {@code lib/*.jar}, {@code classpath} (one
 * jar's name a line), {@code jvm.options} (one option a line) and its {@link WorkerCaches}. The
 * order of the class path is that of the caches' training, or the JVM rejects them and starts three
 * times slower.
 */
public final class WorkerDistribution implements WorkerCommand {
  private static final String MAIN_CLASS = "dev.oneshot.worker.WorkerMain";
  private static final String STORE_KEY_CLASS = "dev.oneshot.worker.StoreKeyMain";

  private final Path java;
  private final List<Path> jars;
  private final List<String> options;
  private final WorkerCaches caches;

  private WorkerDistribution(
      Path java, List<Path> jars, List<String> options, WorkerCaches caches) {
    this.java = java;
    this.jars = jars;
    this.options = options;
    this.caches = caches;
  }

  /** The same for workers that speak no TLS. */
  public static WorkerDistribution in(Path directory) {
    return in(directory, Wires.PLAIN);
  }

  /**
   * Reads the distribution.
   *
   * @param wires of the workers, which choose the caches
   * @throws IllegalArgumentException that lists all that is missing in it
   */
  public static WorkerDistribution in(Path directory, Wires wires) {
    Path home = directory.toAbsolutePath().normalize();
    Path java = home.resolve("runtime/bin/java");
    List<String> problems = new ArrayList<>();
    if (!Files.isExecutable(java)) {
      problems.add("runtime/bin/java is no program");
    }
    List<Path> jars =
        lines(home.resolve("classpath"), problems).stream()
            .map(home.resolve("lib")::resolve)
            .toList();
    jars.stream()
        .filter(jar -> !Files.isReadable(jar))
        .forEach(jar -> problems.add("lib/" + jar.getFileName() + " cannot be read"));
    List<String> options = lines(home.resolve("jvm.options"), problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "no worker distribution in " + home + ": " + String.join(", ", problems));
    }
    return new WorkerDistribution(java, jars, options, WorkerCaches.in(home, wires));
  }

  private static List<String> lines(Path file, List<String> problems) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
    } catch (IOException | UncheckedIOException e) {
      problems.add(file.getFileName() + " cannot be read");
      return List.of();
    }
  }

  /**
   * @throws UncheckedIOException when the directory of functions cannot be listed
   */
  @Override
  public List<String> of(WorkerSpec spec, Path scratch) {
    List<Path> functionJars = spec.functions() == null ? List.of() : jarsIn(spec.functions());
    List<String> command = java(spec, spec.jvmOptions(), functionJars);
    command.add("-Djava.io.tmpdir=" + scratch);
    command.add("-cp");
    command.add(classPath(functionJars));
    command.add(MAIN_CLASS);
    return command;
  }

  @Override
  public List<String> ofStoreKey(WorkerSpec spec) {
    List<String> properties =
        spec.jvmOptions().stream().filter(option -> option.startsWith("-D")).toList();
    List<String> command = java(spec, properties, List.of());
    command.add("-cp");
    command.add(classPath(List.of()));
    command.add(STORE_KEY_CLASS);
    return command;
  }

  private List<String> java(WorkerSpec spec, List<String> own, List<Path> functionJars) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(options);
    command.add("-Xmx" + spec.heapBytes());
    command.addAll(own);
    caches.before(functionJars).ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
    return command;
  }

  private String classPath(List<Path> functionJars) {
    return Stream.concat(jars.stream(), functionJars.stream())
        .map(Path::toString)
        .collect(Collectors.joining(":"));
  }

  private static List<Path> jarsIn(Path functions) {
    try (Stream<Path> files = Files.list(functions.toAbsolutePath().normalize())) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the functions in " + functions + " cannot be listed", e);
    }
  }
}
