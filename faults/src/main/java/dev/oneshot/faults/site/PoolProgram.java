package dev.oneshot.faults.site;

import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.failpoint.Failpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The pool as the program that it is in production, with workers that are processes. */
public final class PoolProgram implements AutoCloseable {
  private static final String MAIN_CLASS = "dev.oneshot.pool.app.WorkerPoolApplication";
  private static final long STOP_SECONDS = 40;

  private final Process process;
  private final Path workers;

  private PoolProgram(Process process, Path workers) {
    this.process = process;
    this.workers = workers;
  }

  /**
   * Starts it.
   *
   * @param directory where its workers live; the next program of the same directory is its heir
   * @param failpoint empty for none
   */
  static PoolProgram start(
      Installation installation,
      Path directory,
      String failpoint,
      int workers,
      Map<String, String> servers)
      throws IOException {
    Path home = Files.createDirectories(directory);
    Path pools = home.resolve("pools.yaml");
    Files.writeString(
        pools,
        "pools: {default: {isolation: process, min: %d, max: %d, functions: %s}}\n"
            .formatted(
                workers, 2 * workers, installation.root().resolve("faults/target/functions")));
    ProcessBuilder builder =
        new ProcessBuilder(
            Installation.java().toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-D" + (failpoint.isEmpty() ? "oneshot.none" : Failpoint.PROPERTY) + '=' + failpoint,
            "-cp",
            installation.root().resolve("worker-pool/target/dist/lib") + "/*",
            MAIN_CLASS);
    builder.environment().putAll(servers);
    builder
        .environment()
        .putAll(
            Map.of(
                "SERVER_PORT", "0",
                "ONESHOT_POOLS_FILE", pools.toString(),
                "ONESHOT_WORKER_HOME", installation.workerDirectory().toString(),
                "ONESHOT_WORKER_DIRECTORY", home.resolve("workers").toString()));
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
            .start();
    return new PoolProgram(process, home.resolve("workers"));
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its workers, also those that it left when it died. */
  public List<ProcessHandle> workers() {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(one ->
            one.info()
                .commandLine()
                .filter(line -> line.contains(Pool.WORKER_PROGRAM))
                .filter(line -> line.contains(workers.toString()))
                .isPresent())
        .toList();
  }

  /** Asks it to end, and kills it if it does not. */
  public void end() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
  }
}
