package dev.oneshot.request.metrics;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.payload.Payload;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What this replica measures of the jobs that it accepted, and the log line at their end.
 * Thread-safe.
 */
public final class JobMetrics {
  private static final Logger log = LoggerFactory.getLogger(JobMetrics.class);
  private static final int REMEMBERED_ENDS = 20_000;

  private final MeterRegistry meters;
  private final Set<JobId> measured =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<JobId, Boolean> eldest) {
                  return size() > REMEMBERED_ENDS;
                }
              }));

  public JobMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /** A call became a job. */
  public void accepted(Job job) {
    counter("oneshot.jobs.accepted", job.task().function(), "none");
    bytes("in", job.task().function(), job.payload());
    logState(job, "accepted");
  }

  /** A call was refused; {@code code} is the problem's. */
  public void rejected(String function, String code) {
    meters.counter("oneshot.calls.rejected", "function", function, "code", code).increment();
  }

  /** A job was taken from a lost worker or found past a deadline. */
  public void recovered(Job job) {
    String reason = job.reason() == null ? "none" : job.reason().name();
    counter("oneshot.jobs.recovered", job.task().function(), reason);
    logState(job, "recovered");
  }

  /** An assignment was published again because its message, or its worker, was lost. */
  public void redelivered(Job job) {
    counter("oneshot.redeliveries", job.task().function(), "none");
  }

  /** A job has ended; who hears of the same end twice may say so twice. */
  public void ended(Job job) {
    if (!measured.add(job.id())) {
      return;
    }
    Tags tags =
        Tags.of(
            "function",
            job.task().function(),
            "outcome",
            job.state().name().toLowerCase(Locale.ROOT));
    record("oneshot.job.queue", tags, job.times().queued());
    record("oneshot.job.run", tags, job.times().ran());
    record("oneshot.job.total", tags, job.times().total());
    record("oneshot.job.overhead", tags, overhead(job));
    bytes("out", job.task().function(), job.result());
    logState(job, "ended");
  }

  // never below zero: the creation is by this replica's idea of the server's clock
  private static Optional<Duration> overhead(Job job) {
    return job.times()
        .total()
        .flatMap(total -> job.times().ran().map(ran -> total.minus(ran)))
        .map(overhead -> overhead.isNegative() ? Duration.ZERO : overhead);
  }

  private void record(String name, Tags tags, Optional<Duration> time) {
    time.ifPresent(duration ->
        Timer.builder(name)
            .tags(tags)
            .publishPercentileHistogram()
            .register(meters)
            .record(duration));
  }

  private void counter(String name, String function, String reason) {
    meters.counter(name, "function", function, "reason", reason).increment();
  }

  private void bytes(String direction, String function, @Nullable Payload payload) {
    if (payload != null) {
      DistributionSummary.builder("oneshot.payload.bytes")
          .baseUnit("bytes")
          .tags("function", function, "direction", direction)
          .register(meters)
          .record((double) payload.length());
    }
  }

  private static void logState(Job job, String change) {
    try (MDC.MDCCloseable _ = MDC.putCloseable("jobId", job.id().value())) {
      LoggingEventBuilder line =
          log.atInfo()
              .addKeyValue("function", job.task().function())
              .addKeyValue("state", job.state())
              .addKeyValue("attempt", job.attempt())
              .addKeyValue("traceparent", job.origin().traceparent());
      if (job.reason() != null) {
        line = line.addKeyValue("reason", job.reason());
      }
      if (job.claim() != null) {
        line = line.addKeyValue("worker", job.claim().worker().id());
      }
      line = time(line, "queueMillis", job.times().queued());
      line = time(line, "runMillis", job.times().ran());
      line.log("job {}", change);
    }
  }

  private static LoggingEventBuilder time(
      LoggingEventBuilder line, String key, Optional<Duration> time) {
    return time.isPresent() ? line.addKeyValue(key, time.get().toMillis()) : line;
  }
}
