package dev.oneshot.standalone;

/** The stack did not start; the message says why and what to do. */
final class StartFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  StartFailedException(String message) {
    super(message);
  }
}
