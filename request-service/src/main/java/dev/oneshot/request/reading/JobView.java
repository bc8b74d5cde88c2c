package dev.oneshot.request.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.oneshot.job.Claim;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import dev.oneshot.job.Times;
import dev.oneshot.payload.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job as callers see it, in JSON; what is not known yet is left out. No bytes, no claim token.
 *
 * <pre>
 * {"id": "7f1c…", "function": "echo", "state": "DONE", "attempt": 1,
 *  "createdAt": "2026-11-20T12:00:00.000Z", "startedAt": "…", "endedAt": "…", "deadlineAt": "…",
 *  "worker": {"id": "default-7c9e", "pid": 4711, "node": "a"},
 *  "payload": {"length": 2, "contentType": "text/plain", "sha256": "…"}, "result": {…},
 *  "timings": {"queueMillis": 3, "runMillis": 12, "totalMillis": 15},
 *  "links": {"self": "/v1/jobs/7f1c…", "result": "/v1/jobs/7f1c…/result"}}
 * </pre>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
    String id,
    String function,
    JobState state,
    @Nullable Reason reason,
    int attempt,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Instant deadlineAt,
    @Nullable WorkerView worker,
    PayloadView payload,
    @Nullable PayloadView result,
    @Nullable ErrorView error,
    TimingsView timings,
    LinksView links) {

  /**
   * Who runs or ran the latest attempt: its pod and what that was made from, or its process where
   * there are no pods.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WorkerView(
      String id, @Nullable Long pid, @Nullable String pod, String node, @Nullable String template) {
    static WorkerView of(Claim claim) {
      var worker = claim.worker();
      return new WorkerView(
          worker.id(),
          worker.pod() == null ? worker.pid() : null,
          worker.pod(),
          worker.node(),
          worker.template());
    }
  }

  public record PayloadView(long length, String contentType, String sha256) {
    static PayloadView of(Payload payload) {
      return new PayloadView(payload.length(), payload.contentType(), payload.sha256());
    }
  }

  public record ErrorView(Reason code, String type, String message) {
    static ErrorView of(JobError error) {
      return new ErrorView(error.code(), error.type(), error.message());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TimingsView(
      @Nullable Long queueMillis, @Nullable Long runMillis, @Nullable Long totalMillis) {
    static TimingsView of(Times times) {
      return new TimingsView(millis(times.queued()), millis(times.ran()), millis(times.total()));
    }

    private static @Nullable Long millis(Optional<Duration> time) {
      return time.isPresent() ? Long.valueOf(time.get().toMillis()) : null;
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LinksView(String self, String result, @Nullable String logs) {
    static LinksView of(Job job) {
      String self = path(job);
      return new LinksView(self, self + "/result", job.logs() == null ? null : self + "/logs");
    }
  }

  public static JobView of(Job job) {
    return new JobView(
        job.id().value(),
        job.task().function(),
        job.state(),
        job.reason(),
        job.attempt(),
        job.times().createdAt(),
        job.times().startedAt(),
        job.times().endedAt(),
        job.times().deadlineAt(),
        job.claim() == null ? null : WorkerView.of(job.claim()),
        PayloadView.of(job.payload()),
        job.result() == null ? null : PayloadView.of(job.result()),
        job.error() == null ? null : ErrorView.of(job.error()),
        TimingsView.of(job.times()),
        LinksView.of(job));
  }

  /** A job's URL, relative to the service's root. */
  public static String path(Job job) {
    return "/v1/jobs/" + job.id();
  }
}
