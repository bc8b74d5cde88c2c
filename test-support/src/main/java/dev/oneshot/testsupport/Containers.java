package dev.oneshot.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

/**
 * What Testcontainers does not do itself: stop, kill and start a container that stays the same one.
 */
final class Containers {
  private static final int STOP_LIMIT_SECONDS = 20;
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private Containers() {}

  static void stop(GenericContainer<?> container) {
    if (container.isRunning()) {
      container
          .getDockerClient()
          .stopContainerCmd(container.getContainerId())
          .withTimeout(STOP_LIMIT_SECONDS)
          .exec();
    }
  }

  static void kill(GenericContainer<?> container) {
    if (container.isRunning()) {
      container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }
  }

  /**
   * Returns when {@code readyCheck}, run inside, ends with 0. Does nothing when it runs already.
   */
  static void startAgain(GenericContainer<?> container, String... readyCheck) {
    if (container.isRunning()) {
      return;
    }
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (exec(container, readyCheck).getExitCode() != 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("The container did not become ready within " + START_LIMIT);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * Output of a command inside.
   *
   * @throws IllegalStateException with the output when its exit code is not 0
   */
  static String run(GenericContainer<?> container, String... command) {
    ExecResult result = exec(container, command);
    if (result.getExitCode() != 0) {
      throw new IllegalStateException(
          "%s ended with %d: %s%s"
              .formatted(
                  Arrays.toString(command),
                  result.getExitCode(),
                  result.getStdout(),
                  result.getStderr()));
    }
    return result.getStdout();
  }

  private static ExecResult exec(GenericContainer<?> container, String... command) {
    try {
      return container.execInContainer(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted in " + Arrays.toString(command), e);
    }
  }
}
