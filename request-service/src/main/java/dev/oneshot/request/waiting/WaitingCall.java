package dev.oneshot.request.waiting;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One caller's wait for one job. To be closed whatever happens. */
public final class WaitingCall implements AutoCloseable {
  /** How often a caller is looked for; each look costs a system call. */
  private static final long LOOK_NANOS = Duration.ofSeconds(2).toNanos();

  private final JobId id;
  private final WaitingCalls registry;
  private final long start = System.nanoTime();
  private final CompletableFuture<Optional<Job>> end = new CompletableFuture<>();

  WaitingCall(JobId id, WaitingCalls registry) {
    this.id = id;
    this.registry = registry;
  }

  JobId id() {
    return id;
  }

  void complete(Job ended) {
    end.complete(Optional.of(ended));
  }

  /** Ends the wait without the job's end. */
  public void release() {
    end.complete(Optional.empty());
  }

  /**
   * Blocks until the job has ended, the wait is over or was released, or the caller has left; empty
   * in the latter cases.
   *
   * @param wait from the registration on: storing and publishing the job is part of it
   */
  public Optional<Job> await(Duration wait, Caller caller) {
    try {
      long left = left(wait);
      while (left > 0) {
        try {
          return end.get(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          left = caller.isGone() ? 0 : left(wait);
        }
      }
      return end.getNow(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private long left(Duration wait) {
    return wait.toNanos() - (System.nanoTime() - start);
  }

  @Override
  public void close() {
    registry.remove(this);
  }
}
