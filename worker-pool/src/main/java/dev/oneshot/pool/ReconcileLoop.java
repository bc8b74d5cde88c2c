package dev.oneshot.pool;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a step every interval and after each wake, at once or soon, on one thread; wakes during a
 * wait are one.
 */
public final class ReconcileLoop implements AutoCloseable {
  private static final Duration LAST_STEP = Duration.ofSeconds(10);

  private final Runnable step;
  private final Duration interval;
  private final ScheduledThreadPoolExecutor thread;
  private final AtomicBoolean isAwake = new AtomicBoolean();
  private final AtomicBoolean isWaking = new AtomicBoolean();
  private volatile boolean isStarted;

  public ReconcileLoop(String name, Runnable step, Duration interval) {
    this.step = step;
    this.interval = interval;
    this.thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name(name).daemon().factory());
    // a step that is still to come is not waited for
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  public void start() {
    isStarted = true;
    var _ = thread.scheduleWithFixedDelay(step, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  public void wake() {
    wake(Duration.ZERO, isAwake);
  }

  public void wakeWithin(Duration delay) {
    wake(delay, isWaking);
  }

  private void wake(Duration delay, AtomicBoolean isComing) {
    if (isStarted && isComing.compareAndSet(false, true)) {
      try {
        var _ =
            thread.schedule(() -> runAwakened(isComing), delay.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        isComing.set(false); // closed meanwhile
      }
    }
  }

  private void runAwakened(AtomicBoolean isComing) {
    isComing.set(false); // before the step: what happens during it starts another one
    step.run();
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LAST_STEP.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
