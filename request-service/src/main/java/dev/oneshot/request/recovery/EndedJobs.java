package dev.oneshot.request.recovery;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Job;
import dev.oneshot.request.messaging.JobEventPublisher;
import dev.oneshot.request.metrics.JobMetrics;
import dev.oneshot.request.reading.JobEnded;
import dev.oneshot.request.waiting.WaitingCalls;
import org.springframework.context.event.EventListener;

/**
 * Tells callers of the ends that this replica brought about itself: here at once, on other replicas
 * by an event.
 */
public final class EndedJobs {
  private final WaitingCalls waiting;
  private final JobEventPublisher events;
  private final JobMetrics metrics;

  public EndedJobs(WaitingCalls waiting, JobEventPublisher events, JobMetrics metrics) {
    this.waiting = waiting;
    this.events = events;
    this.metrics = metrics;
  }

  /** A caller cancelled a queued job. */
  @EventListener
  void cancelled(JobEnded cancel) {
    tell(cancel.job());
  }

  /** The recovery loop changed a job: to its end, or back into the queue. */
  void recovered(Job job) {
    Failpoint.reach(Failpoint.R1_RECOVERED);
    metrics.recovered(job);
    if (job.state().isTerminal()) {
      tell(job);
    }
  }

  private void tell(Job job) {
    waiting.ended(job);
    events.ended(job);
  }
}
