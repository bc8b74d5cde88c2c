package dev.oneshot.worker;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The main thread's inbox. That only one thread takes from it is what makes every decision, above
 * all how an attempt ended, fall exactly once.
 */
final class Signals {
  private final LinkedBlockingQueue<Signal> waiting = new LinkedBlockingQueue<>();
  private volatile boolean isStopAsked;
  private volatile boolean isParentGone;

  /** From any thread; never waits for the main thread. */
  synchronized void post(Signal signal) {
    isStopAsked |= signal instanceof Signal.StopAsked;
    isParentGone |= signal instanceof Signal.ParentGone;
    waiting.add(signal);
  }

  Signal take() throws InterruptedException {
    return waiting.take();
  }

  /** Null when nothing comes until then, in terms of {@link System#nanoTime}. */
  @Nullable Signal takeBefore(long nanoTime) throws InterruptedException {
    return waiting.poll(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /** Whether a stop was asked for, taken from the inbox yet or not. */
  boolean isStopAsked() {
    return isStopAsked;
  }

  /** Whether there is a reason not to take another job. */
  boolean isEndAsked() {
    return isStopAsked || isParentGone;
  }
}
