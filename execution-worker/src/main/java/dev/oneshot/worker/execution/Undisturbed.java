package dev.oneshot.worker.execution;

/**
 * A thread's work for which it does not count that the thread is interrupted: the store's driver
 * would refuse to go on, and to be interrupted is the function's own affair. To be closed by the
 * same thread.
 */
final class Undisturbed implements AutoCloseable {
  private final boolean wasInterrupted = Thread.interrupted();

  @Override
  public void close() {
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
