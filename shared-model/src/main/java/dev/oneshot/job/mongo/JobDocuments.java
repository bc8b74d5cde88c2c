package dev.oneshot.job.mongo;

import dev.oneshot.job.Claim;
import dev.oneshot.job.ClaimToken;
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
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.mongo.PayloadDocuments;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Between {@link Job} and its stored document; README.md of this module shows one. Unknown fields
 * are ignored.
 */
public final class JobDocuments {
  private JobDocuments() {}

  static Document ofQueued(Job job) {
    Task task = job.task();
    return new Document("_id", job.id().value())
        .append("function", task.function())
        .append("handler", task.handler())
        .append("pool", task.pool())
        .append("state", JobState.QUEUED.name())
        .append("attempt", 0)
        .append("maxAttempts", task.retry().maxAttempts())
        .append("retryOnError", task.retry().onError())
        .append("runTimeoutMillis", task.runTimeout().toMillis())
        .append("maxResultBytes", task.maxResultBytes())
        .append("resultType", task.resultType())
        .append("resultRetentionMillis", task.retention().result().toMillis())
        .append("recordRetentionMillis", task.retention().record().toMillis())
        .append("replyTo", job.origin().replyTo())
        .append("traceparent", job.origin().traceparent())
        .append("createdAt", Date.from(job.times().createdAt()))
        .append("queueDeadlineAt", Date.from(job.times().queueDeadlineAt()))
        .append("deadlineAt", Date.from(job.times().deadlineAt()))
        .append("payload", PayloadDocuments.of(job.payload()));
  }

  /** Reads a job's document, whoever queried for it. */
  public static Job job(Document stored) {
    return new Job(
        new JobId(stored.getString("_id")),
        task(stored),
        new Origin(stored.getString("replyTo"), stored.getString("traceparent")),
        JobState.valueOf(stored.getString("state")),
        reason(stored.getString("reason")),
        stored.getInteger("attempt"),
        times(stored),
        PayloadDocuments.payload(stored.get("payload", Document.class)),
        claim(stored),
        payload(stored.get("result", Document.class)),
        logs(stored.get("logs", Document.class)),
        error(stored.get("error", Document.class)));
  }

  private static Task task(Document stored) {
    return new Task(
        stored.getString("function"),
        stored.getString("handler"),
        stored.getString("pool"),
        Duration.ofMillis(stored.getLong("runTimeoutMillis")),
        new RetryPolicy(stored.getInteger("maxAttempts"), stored.getBoolean("retryOnError")),
        stored.getLong("maxResultBytes"),
        stored.getString("resultType"),
        new Retention(
            Duration.ofMillis(stored.getLong("resultRetentionMillis")),
            Duration.ofMillis(stored.getLong("recordRetentionMillis"))));
  }

  private static Times times(Document stored) {
    return new Times(
        stored.getDate("createdAt").toInstant(),
        stored.getDate("queueDeadlineAt").toInstant(),
        stored.getDate("deadlineAt").toInstant(),
        instant(stored.getDate("startedAt")),
        instant(stored.getDate("endedAt")),
        instant(stored.getDate("resultExpireAt")));
  }

  static BsonDocument of(Worker worker) {
    return new BsonDocument("id", new BsonString(worker.id()))
        .append("pid", new BsonInt64(worker.pid()))
        .append("pod", nullable(worker.pod()))
        .append("node", nullable(worker.node()))
        .append("template", nullable(worker.template()));
  }

  private static BsonValue nullable(@Nullable String value) {
    return value == null ? BsonNull.VALUE : new BsonString(value);
  }

  private static @Nullable Claim claim(Document job) {
    Document stored = job.get("claim", Document.class);
    if (stored == null) {
      return null;
    }
    Document worker = stored.get("worker", Document.class);
    return new Claim(
        new ClaimToken(stored.getString("token")),
        new Worker(
            worker.getString("id"),
            worker.getLong("pid"),
            worker.getString("pod"),
            worker.getString("node"),
            worker.getString("template")),
        stored.getDate("heartbeatAt").toInstant(),
        runDeadline(job),
        stored.getBoolean("cancelRequested", false));
  }

  // not stored: the claim is one compare-and-set, which cannot add a field of the document to the
  // server's time
  private static Instant runDeadline(Document job) {
    Instant byAttempt =
        job.getDate("startedAt").toInstant().plusMillis(job.getLong("runTimeoutMillis"));
    Instant byJob = job.getDate("deadlineAt").toInstant();
    return byAttempt.isBefore(byJob) ? byAttempt : byJob;
  }

  static BsonDocument of(Logs logs) {
    return PayloadDocuments.of(logs.text())
        .append("truncated", BsonBoolean.valueOf(logs.isTruncated()));
  }

  private static @Nullable Logs logs(@Nullable Document stored) {
    return stored == null
        ? null
        : new Logs(PayloadDocuments.payload(stored), stored.getBoolean("truncated", false));
  }

  static BsonDocument of(JobError error) {
    return new BsonDocument("code", new BsonString(error.code().name()))
        .append("type", new BsonString(error.type()))
        .append("message", new BsonString(error.message()));
  }

  private static @Nullable JobError error(@Nullable Document stored) {
    return stored == null
        ? null
        : new JobError(
            Reason.valueOf(stored.getString("code")),
            stored.getString("type"),
            stored.getString("message"));
  }

  private static @Nullable Payload payload(@Nullable Document stored) {
    return stored == null ? null : PayloadDocuments.payload(stored);
  }

  private static @Nullable Reason reason(@Nullable String stored) {
    return stored == null ? null : Reason.valueOf(stored);
  }

  private static @Nullable Instant instant(@Nullable Date stored) {
    return stored == null ? null : stored.toInstant();
  }
}
