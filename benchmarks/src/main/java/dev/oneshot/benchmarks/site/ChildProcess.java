package dev.oneshot.benchmarks.site;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that ends with this one, unless this one is killed without a chance to end anything.
 */
final class ChildProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 10;

  private final Process process;
  private final Thread undertaker;

  ChildProcess(Process process) {
    this.process = process;
    this.undertaker = Thread.ofPlatform().unstarted(this::kill);
    Runtime.getRuntime().addShutdownHook(undertaker);
  }

  private void kill() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  /** Asks it to end, and kills it and its descendants if it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        kill();
        process.waitFor();
      }
      Runtime.getRuntime().removeShutdownHook(undertaker);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // this process is ending: the hook does the same
    }
  }
}
