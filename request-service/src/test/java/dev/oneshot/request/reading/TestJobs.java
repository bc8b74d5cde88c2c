package dev.oneshot.request.reading;

import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.Claim;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Logs;
import dev.oneshot.job.Origin;
import dev.oneshot.job.Reason;
import dev.oneshot.job.Retention;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Task;
import dev.oneshot.job.Times;
import dev.oneshot.job.Worker;
import dev.oneshot.job.mongo.MongoClaims;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoRetentionStore;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.payload.mongo.MongoPayloadStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts jobs into every state, the way that a service and a worker would. */
final class TestJobs {
  static final Retention A_DAY = new Retention(Duration.ofDays(1), Duration.ofDays(7));

  private static final Worker WORKER = new Worker("default-1", 4711, null, "here", "4f1c09a2b3");

  private final MongoDatabase database;
  private final InstantSource serverTime;
  private final MongoJobStore store;
  private final MongoPayloadStore payloads;
  private final Claims claims;

  TestJobs(MongoDatabase database, InstantSource serverTime) {
    this.database = database;
    this.serverTime = serverTime;
    this.store = new MongoJobStore(database, serverTime);
    this.payloads = new MongoPayloadStore(database, serverTime);
    this.claims = new MongoClaims(database, serverTime, Duration.ofSeconds(5));
  }

  MongoDatabase database() {
    return database;
  }

  Job queued() {
    return queued("echo", serverTime.instant(), A_DAY);
  }

  Job queued(String function, Instant createdAt, Retention retention) {
    Task task =
        new Task(
            function,
            "dev.oneshot.examples.echo.Echo",
            "default",
            Duration.ofMinutes(1),
            new RetryPolicy(1, false),
            Long.MAX_VALUE,
            "application/octet-stream",
            retention);
    Instant late = serverTime.instant().plusSeconds(3600);
    JobId id = JobId.random();
    Payload payload = stored(id, "payload", "text/plain", "in".getBytes(StandardCharsets.UTF_8));
    Job job =
        new Job(
            id,
            task,
            new Origin("replica", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            JobState.QUEUED,
            null,
            0,
            new Times(createdAt, late, late, null, null),
            payload,
            null,
            null,
            null,
            null);
    store.insert(job, late);
    return job;
  }

  Job running() {
    return claimed(queued());
  }

  Job claimed(Job queued) {
    Claims.ClaimOutcome outcome = claims.claim(queued.id(), WORKER, ClaimToken.random());
    if (outcome instanceof Claims.ClaimOutcome.Claimed(Job job)) {
      return job;
    }
    throw new IllegalStateException("not claimable");
  }

  Job done(String contentType, byte[] result) {
    return done(queued(), contentType, result);
  }

  Job done(Job queued, String contentType, byte[] result) {
    Job running = claimed(queued);
    return ended(
        running, new Ending.Succeeded(stored(running.id(), "result", contentType, result)), null);
  }

  Job failed(Reason reason, String type, String message) {
    return ended(running(), new Ending.Failed(new JobError(reason, type, message)), null);
  }

  Job timedOut() {
    JobError error = new JobError(Reason.RUN_TIMEOUT, "timeout", "stopped after PT1M");
    return ended(running(), new Ending.TimedOut(error), null);
  }

  Job cancelled() {
    return ended(running(), new Ending.Cancelled(), null);
  }

  Job rejected() {
    Job queued = queued();
    store.reject(queued.id());
    return find(queued.id());
  }

  Job doneWithLogs(String text, boolean isTruncated) {
    Job running = running();
    Payload stored =
        stored(
            running.id(),
            "logs",
            "text/plain; charset=utf-8",
            text.getBytes(StandardCharsets.UTF_8));
    return ended(
        running, new Ending.Succeeded(Payload.empty("text/plain")), new Logs(stored, isTruncated));
  }

  void dropContents(Job job) {
    new MongoRetentionStore(database, serverTime).dropContents(job.id());
  }

  Job find(JobId id) {
    return store.find(id).orElseThrow();
  }

  private Job ended(Job running, Ending ending, @Nullable Logs logs) {
    claims.finish(running, ending, logs);
    return find(running.id());
  }

  private Payload stored(JobId id, String what, String contentType, byte[] bytes) {
    FileId file = FileId.ofAttempt(id.value(), what, ClaimToken.random().value());
    try (PayloadWriter writer = payloads.write(file, contentType, Long.MAX_VALUE)) {
      writer.write(bytes);
      return writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Claim claimOf(Job job) {
    return Objects.requireNonNull(job.claim(), "claim");
  }
}
