package dev.oneshot.benchmarks.site;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.ProcessFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The peer: a Celery worker with so many children on the site's broker, results by {@code rpc://},
 * and Celery's own client, a process for each measurement. Its task stores nothing.
 */
public final class Celery implements AutoCloseable {
  /** The system's, which Debian's packages are for. */
  public static final String PYTHON = "/usr/bin/python3";

  private static final List<String> FILES = List.of("oneshot_peer.py", "oneshot_requester.py");
  private static final String BROKER = "ONESHOT_BENCH_BROKER";

  /** Children that ended are replaced every few seconds. */
  private static final Duration CHILDREN_WITHIN = Duration.ofSeconds(20);

  /** How the client calls. */
  public enum Mode {
    /** A call, 80 ms of nothing, the next. */
    SPACED,
    /** Back to back. */
    CHAINED,
    /** So many at any time. */
    FLOOD
  }

  private final Site site;
  private final Path directory;
  private final int children;
  private final Process worker;
  private final ChildProcess child;

  private Celery(Site site, Path directory, int children, Process worker) {
    this.site = site;
    this.children = children;
    this.directory = directory;
    this.worker = worker;
    this.child = new ChildProcess(worker);
  }

  /**
   * Starts it; its first call waits until it is up.
   *
   * @param isOneShot whether a child is replaced after each task, or serves all
   */
  public static Celery start(Site site, int children, boolean isOneShot) throws IOException {
    Path directory = Files.createTempDirectory(site.directory(), "celery-");
    for (String file : FILES) {
      try (InputStream content = Celery.class.getResourceAsStream("/celery/" + file)) {
        Files.copy(Objects.requireNonNull(content, file), directory.resolve(file));
      }
    }
    List<String> command = new ArrayList<>(List.of(PYTHON, "-m", "celery", "-A", "oneshot_peer"));
    command.addAll(List.of("worker", "--pool", "prefork", "-O", "fair", "--loglevel", "WARNING"));
    command.addAll(List.of("--without-gossip", "--without-mingle"));
    command.addAll(List.of("--concurrency", Integer.toString(children)));
    if (isOneShot) {
      command.addAll(List.of("--max-tasks-per-child", "1"));
    }
    Path log = directory.resolve("worker.log");
    return new Celery(
        site,
        directory,
        children,
        builder(site, directory, command)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start());
  }

  // the URI has a password, so it is no argument
  private static ProcessBuilder builder(Site site, Path directory, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put(BROKER, site.brokerUri());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return builder;
  }

  /**
   * Calls for so long with a client of its own.
   *
   * @param warmUp calls before, not counted
   * @param outstanding at any time; of a flood only
   * @param atBoth called with the client when it begins and when it ends counting
   * @return nanoseconds of each counted call
   * @throws IllegalStateException when the client fails; its own words are on stderr
   */
  public List<Long> call(
      Mode mode, Duration length, int warmUp, int outstanding, Consumer<ProcessHandle> atBoth)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON, FILES.getLast()));
    command.add(mode.name().toLowerCase(Locale.ROOT));
    command.add(Long.toString(length.toSeconds()));
    command.add(Integer.toString(warmUp));
    command.add(Integer.toString(outstanding));
    Process client = builder(site, directory, command).redirectError(Redirect.INHERIT).start();
    try (ChildProcess _ = new ChildProcess(client);
        BufferedReader lines = client.inputReader()) {
      await("begin", lines);
      atBoth.accept(client.toHandle());
      await("end", lines);
      atBoth.accept(client.toHandle());
      client.getOutputStream().close();
      List<Long> times = lines.lines().filter(line -> !line.isEmpty()).map(Long::valueOf).toList();
      if (client.waitFor() != 0) {
        throw new IllegalStateException("Celery's client ended with " + client.exitValue());
      }
      return times;
    }
  }

  private void await(String word, BufferedReader lines) throws IOException {
    String line = lines.readLine();
    if (!word.equals(line)) {
      String log = Files.readString(directory.resolve("worker.log"));
      throw new IllegalStateException(
          "Celery's client did not " + word + ". Its worker said:\n" + log);
    }
  }

  /** Of the worker and its children so far, those that ended included. */
  public double cpuSeconds() {
    return Stream.concat(Stream.of(worker.toHandle()), worker.children())
            .mapToDouble(process -> ProcessFacts.cpu(process).toNanos() / 1e9)
            .sum()
        + ProcessFacts.cpuSecondsOfEndedChildren(worker.toHandle());
  }

  /**
   * Waits until all children are there, and adds the resident set of each, pages shared with the
   * worker included.
   */
  public void addResidentOfChildrenTo(Figures figures) {
    Waiting.until(
        "Celery's worker has all its children",
        CHILDREN_WITHIN,
        () -> residentOfChildren().length == children);
    for (long bytes : residentOfChildren()) {
      figures.add(bytes);
    }
  }

  private long[] residentOfChildren() {
    return worker
        .children()
        .map(process -> ProcessFacts.residentBytes(process.pid()))
        .flatMapToLong(OptionalLong::stream)
        .toArray();
  }

  /** The resident set of the worker itself, in bytes. */
  public OptionalLong residentOfWorker() {
    return ProcessFacts.residentBytes(worker.pid());
  }

  @Override
  public void close() {
    child.close();
  }
}
