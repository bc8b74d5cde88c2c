package dev.oneshot.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of a RabbitMQ server, from its start to its end. Its log goes to {@code log/node.log} of
 * the directory.
 */
final class RabbitProcess {
  private static final long START_LIMIT_SECONDS = 90;
  private static final Pattern STARTING =
      Pattern.compile("Starting RabbitMQ ([0-9][^ ]*) on Erlang");

  private final Process process;
  private final Path log;
  private final CompletableFuture<String> readyVersion = new CompletableFuture<>();

  private RabbitProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static RabbitProcess start(ProcessBuilder command, RabbitDirectory directory) {
    try {
      Process process = command.start();
      directory.recordProcess("node", process.pid());
      RabbitProcess started =
          new RabbitProcess(process, directory.path().resolve("log").resolve("node.log"));
      Thread.ofPlatform().daemon().name("rabbitmq-log-" + process.pid()).start(started::copyLog);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it takes connections, and says its version.
   *
   * @throws IllegalStateException when it ends or takes too long; the message ends with its last
   *     log lines
   */
  String awaitReady() {
    try {
      return readyVersion.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while RabbitMQ started", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "RabbitMQ did not start. Its log ends with:\n" + lastLines(), e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void stop(long limitSeconds) {
    process.destroy();
    if (!Commands.await(process, limitSeconds)) {
      kill();
    }
  }

  void kill() {
    Commands.end(process);
  }

  private void copyLog() {
    String version = "";
    try (BufferedReader lines = process.inputReader(UTF_8);
        BufferedWriter copy =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.write(line + "\n");
        copy.flush();
        Matcher starting = STARTING.matcher(line);
        if (starting.find()) {
          version = starting.group(1);
        }
        if (line.contains("Server startup complete")) {
          readyVersion.complete(version);
        }
      }
    } catch (IOException e) {
      readyVersion.completeExceptionally(e);
    }
    readyVersion.completeExceptionally(new IllegalStateException("RabbitMQ ended"));
  }

  private String lastLines() {
    try {
      var lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
