package dev.oneshot.worker.execution;

/** The declared handler cannot be loaded; no attempt will ever succeed. */
final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnavailableException(String message) {
    super(message);
  }
}
