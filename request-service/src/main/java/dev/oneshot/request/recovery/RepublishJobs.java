package dev.oneshot.request.recovery;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Job;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.request.loop.Step;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.request.messaging.AssignmentPublisher.Publication;
import dev.oneshot.request.messaging.QueueDepth;
import dev.oneshot.request.metrics.JobMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes queued jobs that no message stands for: those that nobody confirmed, those that came
 * back from a lost worker, and those whose messages a broker lost. The last are told by counting:
 * while a queue holds fewer messages than there are queued jobs, the difference is missing. What is
 * missing in two rounds is lost: in one it may be what workers are just claiming. A job published
 * once too often costs a worker one failed claim.
 */
final class RepublishJobs implements Step {
  private static final int BATCH = 500;

  /** A message younger than this may be on its way between queue, worker and claim. */
  private static final Duration IN_FLIGHT = Duration.ofSeconds(10);

  private final RecoveryStore store;
  private final AssignmentPublisher assignments;
  private final PublishedJobs published;
  private final QueueDepth depth;
  private final Backlog backlog;
  private final StoreOutages outages;
  private final InstantSource serverTime;
  private final JobMetrics metrics;

  /** By pool, as of the round before. */
  private final Map<String, Long> missing = new HashMap<>();

  RepublishJobs(
      RecoveryStore store,
      AssignmentPublisher assignments,
      PublishedJobs published,
      QueueDepth depth,
      Backlog backlog,
      StoreOutages outages,
      InstantSource serverTime,
      JobMetrics metrics) {
    this.store = store;
    this.assignments = assignments;
    this.published = published;
    this.depth = depth;
    this.backlog = backlog;
    this.outages = outages;
    this.serverTime = serverTime;
    this.metrics = metrics;
  }

  @Override
  public String name() {
    return "republish-jobs";
  }

  @Override
  public void runOnce() {
    published.flush();
    Instant now = serverTime.instant();
    publishDue(now);
    for (String pool : backlog.pools()) {
      if (mayPublish()) {
        publishLost(pool, now.minus(IN_FLIGHT));
      }
    }
  }

  // asked before each batch: one that a broker does not answer takes seconds
  private boolean mayPublish() {
    return !assignments.isBlocked() && !outages.isTakingBack();
  }

  // what a pool's queue does not take stays due, and is not to keep others from being seen
  private void publishDue(Instant now) {
    Set<String> refusing = new HashSet<>();
    boolean isHeldUp = true;
    while (isHeldUp && mayPublish()) {
      List<Job> due = store.dueForPublishing(now, refusing, BATCH);
      isHeldUp = refusing.addAll(publish(due)) && due.size() == BATCH;
    }
  }

  private void publishLost(String pool, Instant publishedBefore) {
    long now = countMissing(pool);
    Long before = missing.put(pool, now);
    int lost = before == null ? 0 : Math.clamp(Math.min(before, now), 0, BATCH);
    if (lost > 0) { // or thousands that wait would be read every second for nothing
      publish(store.publishedBefore(publishedBefore, pool, lost));
    }
  }

  // none where the broker cannot be asked
  private long countMissing(String pool) {
    if (backlog.of(pool) == 0) {
      return 0;
    }
    OptionalLong ready = depth.of(pool);
    return ready.isPresent() ? store.countQueued(pool) - ready.getAsLong() : 0;
  }

  /** The pools whose queues did not take one. */
  private Set<String> publish(List<Job> jobs) {
    Set<String> refusing = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<?>> publications = new ArrayList<>();
    for (Job job : jobs) {
      publications.add(
          assignments
              .publish(job)
              .thenAccept(publication -> {
                if (publication == Publication.CONFIRMED) {
                  published.add(job);
                  metrics.redelivered(job);
                } else {
                  refusing.add(job.task().pool());
                }
              }));
    }
    CompletableFuture.allOf(publications.toArray(CompletableFuture[]::new)).join();
    if (!jobs.isEmpty()) {
      Failpoint.reach(Failpoint.R2_REPUBLISHED);
    }
    published.flush();
    return refusing;
  }
}
