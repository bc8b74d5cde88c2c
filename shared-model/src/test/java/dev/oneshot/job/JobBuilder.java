package dev.oneshot.job;

import dev.oneshot.payload.Payload;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Jobs for tests, here and in other modules: queued ones, and running ones with a claim. */
public final class JobBuilder {
  private JobId id = JobId.random();
  private Instant createdAt = Instant.parse("2026-01-01T00:00:00Z");
  private RetryPolicy retry = RetryPolicy.AT_MOST_ONCE;
  private Duration runTimeout = Duration.ofSeconds(30);
  private Duration queueTimeout = Duration.ofSeconds(60);
  private int attempt;
  private Payload payload = Payload.empty("text/plain");
  private String pool = "default";
  private String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private @Nullable Claim claim;

  private JobBuilder() {}

  public static JobBuilder aJob() {
    return new JobBuilder();
  }

  public JobBuilder id(JobId id) {
    this.id = id;
    return this;
  }

  public JobBuilder createdAt(Instant createdAt) {
    this.createdAt = createdAt;
    return this;
  }

  public JobBuilder retry(RetryPolicy retry) {
    this.retry = retry;
    return this;
  }

  public JobBuilder runTimeout(Duration runTimeout) {
    this.runTimeout = runTimeout;
    return this;
  }

  public JobBuilder queueTimeout(Duration queueTimeout) {
    this.queueTimeout = queueTimeout;
    return this;
  }

  public JobBuilder attempt(int attempt) {
    this.attempt = attempt;
    return this;
  }

  public JobBuilder payload(Payload payload) {
    this.payload = payload;
    return this;
  }

  public JobBuilder traceparent(String traceparent) {
    this.traceparent = traceparent;
    return this;
  }

  public JobBuilder pool(String pool) {
    this.pool = pool;
    return this;
  }

  /** Makes it a running job, started when its claim was last renewed. */
  public JobBuilder claim(Claim claim) {
    this.claim = claim;
    return this;
  }

  public Job build() {
    return new Job(
        id,
        new Task(
            "echo",
            "example.Echo",
            pool,
            runTimeout,
            retry,
            1_000_000,
            "application/octet-stream",
            new Retention(Duration.ofHours(24), Duration.ofDays(7))),
        new Origin("replica1", traceparent),
        claim == null ? JobState.QUEUED : JobState.RUNNING,
        null,
        attempt,
        new Times(
            createdAt,
            createdAt.plus(queueTimeout),
            createdAt.plus(queueTimeout).plus(runTimeout.multipliedBy(retry.maxAttempts())),
            claim == null ? null : claim.heartbeatAt(),
            null),
        payload,
        claim,
        null,
        null,
        null);
  }
}
