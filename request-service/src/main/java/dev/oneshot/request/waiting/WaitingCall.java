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
  private final JobId id;
  private final WaitingCalls registry;
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
   * Blocks until the job has ended, the wait is over or was released; empty in the latter cases.
   */
  public Optional<Job> await(Duration wait) {
    try {
      return end.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    registry.remove(this);
  }
}
