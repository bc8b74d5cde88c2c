package dev.oneshot.pool.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How workers run on this machine.
 *
 * @param directory below which each worker's scratch directory and output lie; created when
 *     missing; several launchers may share it
 * @param node this machine's name, as shown with jobs
 * @param stopGrace how long workers have to end by themselves when the launcher is closed
 */
public record ProcessLauncherSettings(
    Path directory, String node, WorkerConnections connections, Duration stopGrace) {
  public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(3);

  public ProcessLauncherSettings {
    directory = directory.toAbsolutePath().normalize();
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(connections, "connections");
    if (stopGrace.isNegative()) {
      throw new IllegalArgumentException("stopGrace must not be negative");
    }
  }
}
