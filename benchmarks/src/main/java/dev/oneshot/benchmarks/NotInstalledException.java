package dev.oneshot.benchmarks;

/**
 * Something needs a program that is not there and cannot be had; the message says how to install
 * it.
 */
public final class NotInstalledException extends Exception {
  private static final long serialVersionUID = 1;

  NotInstalledException(String message) {
    super(message);
  }
}
