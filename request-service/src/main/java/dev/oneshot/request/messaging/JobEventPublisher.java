package dev.oneshot.request.messaging;

import dev.oneshot.job.Job;

/** Tells whoever waits for a job, on any replica, that it has ended. */
public interface JobEventPublisher {
  /**
   * Publishes on a best effort; waiting replicas look for themselves every few seconds. Never
   * throws.
   */
  void ended(Job job);
}
