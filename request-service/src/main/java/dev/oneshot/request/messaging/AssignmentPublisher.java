package dev.oneshot.request.messaging;

import dev.oneshot.job.Job;
import java.util.concurrent.CompletableFuture;

/** Tells a pool's workers about a queued job. */
public interface AssignmentPublisher {
  /**
   * Publishes; returns at once. The future always completes, within seconds, and never
   * exceptionally.
   *
   * @param job queued, published again or for the first time
   */
  CompletableFuture<Publication> publish(Job job);

  /** Whether the broker has asked publishers to stop (memory or disk alarm). */
  boolean isBlocked();

  /** What came of a publication. */
  enum Publication {
    /** The queue has it. */
    CONFIRMED,
    /** The broker refused it, or could not be reached, or no queue takes it. */
    REFUSED,
    /** No answer in time: the queue may have it. */
    UNKNOWN
  }
}
