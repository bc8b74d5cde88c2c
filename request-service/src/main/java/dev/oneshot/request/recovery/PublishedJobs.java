package dev.oneshot.request.recovery;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Notes confirmed publications in the jobs' records, a second's worth at a time: most jobs have
 * been taken by then and need no note, so a quick job costs no write for it. Thread-safe.
 */
public final class PublishedJobs {
  private static final int BATCH = 1000;

  private record Publication(JobId job, int attempt) {}

  private final Queue<Publication> confirmed = new ConcurrentLinkedQueue<>();
  private final JobStore jobs;

  public PublishedJobs(JobStore jobs) {
    this.jobs = jobs;
  }

  /** The broker has confirmed the assignment of this job, as it was then. */
  public void add(Job job) {
    confirmed.add(new Publication(job.id(), job.attempt()));
  }

  /**
   * Writes what has come together. What a failing store does not take is republished: costs a
   * duplicate hint.
   */
  void flush() {
    Map<Integer, List<JobId>> byAttempt = new TreeMap<>();
    for (Publication next = confirmed.poll(); next != null; next = confirmed.poll()) {
      byAttempt.computeIfAbsent(next.attempt(), attempt -> new ArrayList<>()).add(next.job());
    }
    byAttempt.forEach(this::write);
  }

  private void write(int attempt, List<JobId> ids) {
    for (int from = 0; from < ids.size(); from += BATCH) {
      jobs.markPublished(ids.subList(from, Math.min(from + BATCH, ids.size())), attempt);
    }
  }
}
