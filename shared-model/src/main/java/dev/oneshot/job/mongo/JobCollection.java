package dev.oneshot.job.mongo;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Logs;
import dev.oneshot.job.Reason;
import dev.oneshot.job.Task;
import dev.oneshot.payload.mongo.PayloadDocuments;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a job's state is changed: a compare-and-set along {@link JobState#canBecome}.
 */
final class JobCollection {
  /** Of a job that waits behind its function's limit: its pool. Gone once workers may take it. */
  static final String HELD_FROM = "heldFrom";

  /** Everything but the bytes; such a snapshot shows inline contents as expired. */
  static final Bson SUMMARY =
      new BsonDocument("payload.inline", new BsonInt32(0))
          .append("result.inline", new BsonInt32(0))
          .append("logs.inline", new BsonInt32(0));

  /** Guards each way back to the queue: a request to cancel would be lost with the claim. */
  static final BsonDocument NOT_CANCELLED =
      new BsonDocument("claim.cancelRequested", new BsonDocument("$ne", BsonBoolean.TRUE));

  private static final BsonDocument ID_ONLY = new BsonDocument("_id", new BsonInt32(1));

  private static final Duration FIRST_RETRY_DELAY = Duration.ofSeconds(1);

  private final Supplier<MongoDatabase> database;
  private final JobUpdates updates;
  private final InstantSource serverTime;

  JobCollection(MongoDatabase database, InstantSource serverTime) {
    this(() -> database, new MongoJobUpdates(database), serverTime);
  }

  /** One that needs the driver for anything but {@code updates}. */
  JobCollection(Supplier<MongoDatabase> database, JobUpdates updates, InstantSource serverTime) {
    this.database = database;
    this.updates = updates;
    this.serverTime = serverTime;
  }

  MongoCollection<Document> documents() {
    return documents(database.get());
  }

  // read at the primary whatever the connection string prefers: what a secondary does not know yet
  // must not be taken for gone
  static MongoCollection<Document> documents(MongoDatabase database) {
    return database
        .getCollection(JobUpdates.COLLECTION)
        .withReadPreference(ReadPreference.primary())
        .withWriteConcern(WriteConcern.MAJORITY)
        .withReadConcern(ReadConcern.MAJORITY);
  }

  Instant now() {
    return serverTime.instant();
  }

  /**
   * Changes the state if the job is in {@code from} and the guard holds; gives the job as it is
   * then.
   */
  Optional<Job> change(JobId id, JobState from, JobState to, BsonDocument guard, Changes changes) {
    return Optional.ofNullable(update(id, from, to, guard, changes, null)).map(JobDocuments::job);
  }

  /** As {@link #change}; says only whether it did, which spares a worker reading its own result. */
  boolean changes(JobId id, JobState from, JobState to, BsonDocument guard, Changes changes) {
    return update(id, from, to, guard, changes, ID_ONLY) != null;
  }

  private @Nullable Document update(
      JobId id,
      JobState from,
      JobState to,
      BsonDocument guard,
      Changes changes,
      @Nullable BsonDocument projection) {
    if (!from.canBecome(to)) {
      throw new IllegalStateException("a job never goes from " + from + " to " + to);
    }
    BsonDocument expected = inState(id, from, guard);
    return updates.findOneAndUpdate(
        expected, changes.set("state", to.name()).document(), projection);
  }

  /** Changes anything but the state of the job that is as expected. */
  @Nullable Document touch(BsonDocument expected, Changes changes, BsonDocument projection) {
    return updates.findOneAndUpdate(expected, changes.document(), projection);
  }

  /** Expects a state, and more. */
  static BsonDocument inState(JobId id, JobState state, BsonDocument guard) {
    BsonDocument expected =
        new BsonDocument("_id", new BsonString(id.value()))
            .append("state", new BsonString(state.name()));
    expected.putAll(guard);
    return expected;
  }

  /** What a terminal state brings with it. */
  Changes ends(Task task, Ending ending, @Nullable Logs logs) {
    Instant now = now();
    Changes changes =
        new Changes()
            .currentDate("endedAt")
            .unset("publishDueAt", HELD_FROM)
            .set("resultExpireAt", now.plus(task.retention().result()))
            .set("expireAt", now.plus(task.retention().record()));
    if (logs != null) {
      changes.set("logs", JobDocuments.of(logs));
    }
    // no switch on types: it would be spun at run time, in the middle of a fresh worker's first job
    if (ending instanceof Ending.Succeeded(var result)) {
      changes.set("result", PayloadDocuments.of(result)).unset("reason");
    } else if (ending instanceof Ending.Failed(var error)) {
      addError(changes, error);
    } else if (ending instanceof Ending.TimedOut(var error)) {
      addError(changes, error);
    } else {
      changes.set("reason", Reason.CANCELLED_BY_CALLER.name());
    }
    return changes;
  }

  private static void addError(Changes changes, JobError error) {
    changes.set("reason", error.code().name()).set("error", JobDocuments.of(error));
  }

  /**
   * What a return to the queue brings with it: no claim, and a time at which a recovery loop
   * publishes it.
   */
  Changes queuesAgain(Job job, Reason cause) {
    Duration delay = cause == Reason.WORKER_LOST ? Duration.ZERO : retryDelay(job.attempt());
    return new Changes()
        .set("reason", cause.name())
        .set("publishDueAt", now().plus(delay))
        .set("queueDeadlineAt", job.times().deadlineAt())
        .unset("claim", "startedAt", "publishedAt");
  }

  // doubles with every attempt; the jitter keeps jobs that failed together from coming back
  // together
  private static Duration retryDelay(int attempt) {
    long millis = FIRST_RETRY_DELAY.toMillis() << Math.min(attempt - 1, 8);
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis));
  }
}
