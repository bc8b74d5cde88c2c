package dev.oneshot.request.recovery;

import dev.oneshot.job.JobId;
import dev.oneshot.job.JobStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Notes confirmed publications in the jobs' records, a second's worth at a time: most jobs have
 * been taken by then and need no note, so a quick job costs no write for it. Thread-safe.
 */
public final class PublishedJobs {
  private static final int BATCH = 1000;

  private final Queue<JobId> confirmed = new ConcurrentLinkedQueue<>();
  private final JobStore jobs;

  public PublishedJobs(JobStore jobs) {
    this.jobs = jobs;
  }

  public void add(JobId id) {
    confirmed.add(id);
  }

  /**
   * Writes what has come together. What a failing store does not take is republished: costs a
   * duplicate hint.
   */
  void flush() {
    List<JobId> batch = new ArrayList<>();
    for (JobId id = confirmed.poll(); id != null; id = confirmed.poll()) {
      batch.add(id);
      if (batch.size() == BATCH) {
        jobs.markPublished(batch);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      jobs.markPublished(batch);
    }
  }
}
