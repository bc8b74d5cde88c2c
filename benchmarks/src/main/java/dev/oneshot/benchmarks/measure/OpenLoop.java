package dev.oneshot.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls that start at given times, whether or not earlier ones have ended, and whose time counts
 * from when they were meant to start. A generator that came late itself, or that waits for an
 * answer before it sends the next call, would leave out just the waiting that callers suffer
 * (coordinated omission).
 */
public final class OpenLoop {
  private OpenLoop() {}

  /**
   * How one call went.
   *
   * @param nanos from its intended start to its end
   * @param lateNanos of that, until it was sent off
   */
  public record Answer<T>(T value, long nanos, long lateNanos) {}

  /**
   * Returns when all calls have ended.
   *
   * @param arrivals nanoseconds from now, ascending
   * @param call runs on a thread of its own for each arrival
   * @param arrived runs after each start, on the thread that keeps the time: to be short
   * @throws Exception the first call's that failed
   */
  public static <T> List<Answer<T>> run(long[] arrivals, Callable<T> call, Runnable arrived)
      throws Exception {
    List<Future<Answer<T>>> calls = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      for (long arrival : arrivals) {
        long intended = start + arrival;
        for (long left = intended - System.nanoTime(); left > 0; ) {
          LockSupport.parkNanos(left);
          left = intended - System.nanoTime();
        }
        calls.add(callers.submit(() -> timed(call, intended)));
        arrived.run();
      }
    }
    List<Answer<T>> answers = new ArrayList<>();
    for (Future<Answer<T>> ended : calls) {
      answers.add(ended.get());
    }
    return answers;
  }

  private static <T> Answer<T> timed(Callable<T> call, long intended) throws Exception {
    long late = System.nanoTime() - intended;
    T value = call.call();
    return new Answer<>(value, System.nanoTime() - intended, late);
  }
}
