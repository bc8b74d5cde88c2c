package dev.oneshot.pool;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Origin;
import dev.oneshot.job.Retention;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Task;
import dev.oneshot.job.Times;
import dev.oneshot.payload.Payload;
import java.time.Duration;
import java.time.Instant;

/** Jobs as submission makes them. */
final class TestJobs {
  static final Duration RUN_TIMEOUT = Duration.ofSeconds(60);

  private TestJobs() {}

  static Job queued(String pool, Instant now) {
    return queued(pool, now, RetryPolicy.AT_MOST_ONCE);
  }

  static Job queued(String pool, Instant now, RetryPolicy retry) {
    Task task =
        new Task(
            "echo",
            "dev.oneshot.examples.echo.Echo",
            pool,
            RUN_TIMEOUT,
            retry,
            1024,
            "text/plain",
            new Retention(Duration.ofHours(1), Duration.ofHours(1)));
    Times times = new Times(now, now.plusSeconds(600), now.plusSeconds(3600), null, null);
    return new Job(
        JobId.random(),
        task,
        new Origin("replica-1", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        JobState.QUEUED,
        null,
        0,
        times,
        Payload.empty("text/plain"),
        null,
        null,
        null,
        null);
  }
}
