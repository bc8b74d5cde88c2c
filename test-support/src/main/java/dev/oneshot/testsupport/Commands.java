package dev.oneshot.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Short-lived processes, and the end of long-lived ones. */
final class Commands {
  private static final long END_LIMIT_SECONDS = 10;

  private Commands() {}

  /**
   * Output of a command that ends by itself.
   *
   * @throws IllegalStateException with the output when its exit code is not 0
   */
  static String run(ProcessBuilder command) {
    try {
      Process process = command.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            "%s ended with %d: %s".formatted(command.command(), code, output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted in " + command.command(), e);
    }
  }

  /** Kills it and waits until it is gone. */
  static void end(Process process) {
    process.destroyForcibly();
    if (!await(process, END_LIMIT_SECONDS)) {
      throw new IllegalStateException("Process " + process.pid() + " survived its killing");
    }
  }

  /**
   * False when it has not ended within the limit. An interrupt does not shorten the wait; it is
   * kept for later.
   */
  static boolean await(Process process, long limitSeconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
