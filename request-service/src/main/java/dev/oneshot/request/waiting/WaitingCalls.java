package dev.oneshot.request.waiting;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobStore;
import dev.oneshot.message.JobEvent;
import dev.oneshot.request.messaging.JobEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that wait on this replica. An event is a hint only: the job's record is read before
 * anybody is answered, and {@link #poll} finds the ends whose events got lost. Thread-safe.
 */
public final class WaitingCalls implements JobEvents {
  private static final Logger log = LoggerFactory.getLogger(WaitingCalls.class);
  private static final int POLL_BATCH = 500;

  private final Map<JobId, Set<WaitingCall>> calls = new ConcurrentHashMap<>();
  private final JobStore jobs;
  private final Executor readers;
  private final EndListener endHeard;
  private volatile boolean isReleased;

  /**
   * @param readers where records are read, off the listener's thread
   * @param endHeard told of every end that is heard of, waited for or not; maybe twice
   */
  public WaitingCalls(JobStore jobs, Executor readers, EndListener endHeard) {
    this.jobs = jobs;
    this.readers = readers;
    this.endHeard = endHeard;
  }

  /**
   * To be called before the job is published: a function of one millisecond must not win the race.
   */
  public WaitingCall register(JobId id) {
    WaitingCall call = new WaitingCall(id, this);
    calls.compute(
        id,
        (job, waiting) -> {
          Set<WaitingCall> all = waiting == null ? ConcurrentHashMap.newKeySet(1) : waiting;
          all.add(call);
          return all;
        });
    if (isReleased) {
      call.release();
    }
    return call;
  }

  void remove(WaitingCall call) {
    calls.computeIfPresent(
        call.id(), (job, waiting) -> waiting.remove(call) && waiting.isEmpty() ? null : waiting);
  }

  /** Ends all waiting, now and from now on: this replica goes away, the jobs go on. */
  public void releaseAll() {
    isReleased = true;
    calls.values().forEach(waiting -> waiting.forEach(WaitingCall::release));
  }

  @Override
  public void heard(JobEvent event) {
    readers.execute(() -> look(event.job()));
  }

  @Override
  public void subscribed() {
    readers.execute(this::poll);
  }

  private void look(JobId id) {
    Failpoint.reach(Failpoint.A9_HEARD);
    try {
      jobs.find(id).filter(job -> job.state().isTerminal()).ifPresent(this::ended);
    } catch (RuntimeException e) {
      log.debug("job {} cannot be read now, the next poll will", id, e);
    }
  }

  /** Answers everybody who waits for this job, which has ended. */
  public void ended(Job job) {
    endHeard.ended(job);
    Set<WaitingCall> waiting = calls.remove(job.id());
    if (waiting != null) {
      waiting.forEach(call -> call.complete(job));
    }
  }

  /** One look at the records of all jobs that are waited for. */
  public void poll() {
    List<JobId> ids = new ArrayList<>(calls.keySet());
    for (int from = 0; from < ids.size(); from += POLL_BATCH) {
      jobs.findEnded(ids.subList(from, Math.min(from + POLL_BATCH, ids.size())))
          .forEach(this::ended);
    }
  }

  public int size() {
    return calls.size();
  }
}
