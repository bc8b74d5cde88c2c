package dev.oneshot.testsupport;

import java.util.concurrent.atomic.AtomicBoolean;

/** Closes something once: when told to, or else when the JVM shuts down. */
final class CloseAtExit {
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable close;
  private final Thread hook;

  private CloseAtExit(Runnable close) {
    this.close = close;
    hook = new Thread(this::closeOnce, "oneshot-test-close");
  }

  static CloseAtExit register(Runnable close) {
    CloseAtExit registered = new CloseAtExit(close);
    Runtime.getRuntime().addShutdownHook(registered.hook);
    return registered;
  }

  void closeNow() {
    closeOnce();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is shutting down; the hook will find nothing to do.
    }
  }

  private void closeOnce() {
    if (closed.compareAndSet(false, true)) {
      close.run();
    }
  }
}
