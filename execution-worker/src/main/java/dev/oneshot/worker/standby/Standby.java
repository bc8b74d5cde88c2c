package dev.oneshot.worker.standby;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for the one thing it is to do. To start one takes 0.2 ms, and as much again
 * until it runs; to wake one takes an eighth of that (docs/adr/0007), and a job needs two.
 */
public final class Standby {
  private final Thread thread;
  private volatile @Nullable Runnable task;

  private Standby(String name) {
    this.thread = new Thread(this::run, name);
  }

  /** Starts it; it does not keep the process alive. */
  public static Standby start(String name) {
    Standby standby = new Standby(name);
    standby.thread.setDaemon(true);
    standby.thread.start();
    return standby;
  }

  private void run() {
    Runnable given = task;
    while (given == null) {
      LockSupport.park(this);
      given = task;
    }
    given.run();
  }

  /** Whether it has been given what it is to do. */
  public boolean isUsed() {
    return task != null;
  }

  /**
   * Has it done; to be called once.
   *
   * @return the thread that does it
   */
  public Thread run(Runnable given) {
    task = given;
    LockSupport.unpark(thread);
    return thread;
  }
}
