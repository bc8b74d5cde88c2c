package dev.oneshot.pool;

import dev.oneshot.job.Job;

/**
 * Tells what became of a job whose worker died. Nothing but hints: where one cannot be sent it is
 * dropped, since replicas poll for ends and recovery publishes queued jobs anyway. Thread-safe.
 */
public interface JobAnnouncer {
  /** To whoever waits for this job, which is terminal. */
  void ended(Job job);

  /** To the workers: this job waits again. */
  void queuedAgain(Job job);
}
