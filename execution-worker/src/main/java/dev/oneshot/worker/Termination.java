package dev.oneshot.worker;

import java.util.concurrent.CountDownLatch;

/**
 * Stands between a request to end this process and its end. The JVM ends once this hook returns; it
 * does so only for a {@code System.exit} of the function, whose exit code is kept that way. Every
 * other end is a halt by the main thread.
 */
final class Termination {
  private final Signals signals;
  private final CountDownLatch released = new CountDownLatch(1);
  private boolean isServing;

  private Termination(Signals signals) {
    this.signals = signals;
  }

  /** To be called first of all: until {@link #serving} a SIGTERM ends the process at once. */
  static Termination install(Signals signals) {
    Termination termination = new Termination(signals);
    Runtime.getRuntime().addShutdownHook(new Thread(termination::stop, "termination"));
    return termination;
  }

  /** From here on a SIGTERM is the main thread's to handle. */
  synchronized void serving() {
    isServing = true;
  }

  /** Lets the JVM go on ending as {@code System.exit} wanted. */
  void release() {
    released.countDown();
  }

  private void stop() {
    haltUnlessServing();
    signals.post(isExitCalled() ? new Signal.ExitCalled() : new Signal.StopAsked());
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void haltUnlessServing() {
    if (!isServing) {
      Runtime.getRuntime().halt(0);
    }
  }

  // a signal's handler starts the same sequence, but does not come through Runtime.exit
  private static boolean isExitCalled() {
    for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
      for (StackTraceElement frame : stack) {
        if (frame.getClassName().equals("java.lang.Runtime")
            && frame.getMethodName().equals("exit")) {
          return true;
        }
      }
    }
    return false;
  }
}
