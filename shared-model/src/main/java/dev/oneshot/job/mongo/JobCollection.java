package dev.oneshot.job.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.currentDate;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
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
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a job's state is changed: a compare-and-set along {@link JobState#canBecome}.
 */
final class JobCollection {
  static final String NAME = "jobs";

  /** Of a job that waits behind its function's limit: its pool. Gone once workers may take it. */
  static final String HELD_FROM = "heldFrom";

  /** Everything but the bytes; such a snapshot shows inline contents as expired. */
  static final Bson SUMMARY = Projections.exclude("payload.inline", "result.inline", "logs.inline");

  private static final Duration FIRST_RETRY_DELAY = Duration.ofSeconds(1);

  private final MongoCollection<Document> documents;
  private final InstantSource serverTime;

  JobCollection(MongoDatabase database, InstantSource serverTime) {
    this.documents =
        database
            .getCollection(NAME)
            .withWriteConcern(WriteConcern.MAJORITY)
            .withReadConcern(ReadConcern.MAJORITY);
    this.serverTime = serverTime;
  }

  MongoCollection<Document> documents() {
    return documents;
  }

  Instant now() {
    return serverTime.instant();
  }

  /**
   * Changes the state if the job is in {@code from} and the guard holds; gives the job as it is
   * then.
   */
  Optional<Job> change(JobId id, JobState from, JobState to, Bson guard, Bson changes) {
    if (!from.canBecome(to)) {
      throw new IllegalStateException("a job never goes from " + from + " to " + to);
    }
    Document after =
        documents.findOneAndUpdate(
            and(eq("_id", id.value()), eq("state", from.name()), guard),
            combine(set("state", to.name()), changes),
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
    return Optional.ofNullable(after).map(JobDocuments::job);
  }

  /** What a terminal state brings with it. */
  Bson ends(Task task, Ending ending, @Nullable Logs logs) {
    Instant now = now();
    List<Bson> changes = new ArrayList<>();
    changes.add(currentDate("endedAt"));
    changes.add(unset("publishDueAt"));
    changes.add(unset(HELD_FROM));
    changes.add(set("resultExpireAt", Date.from(now.plus(task.retention().result()))));
    changes.add(set("expireAt", Date.from(now.plus(task.retention().record()))));
    if (logs != null) {
      changes.add(set("logs", JobDocuments.of(logs)));
    }
    // no switch on types: it would be spun at run time, in the middle of a fresh worker's first job
    if (ending instanceof Ending.Succeeded(var result)) {
      changes.add(set("result", PayloadDocuments.of(result)));
      changes.add(unset("reason"));
    } else if (ending instanceof Ending.Failed(var error)) {
      addError(changes, error);
    } else if (ending instanceof Ending.TimedOut(var error)) {
      addError(changes, error);
    } else {
      changes.add(set("reason", Reason.CANCELLED_BY_CALLER.name()));
    }
    return combine(changes);
  }

  private static void addError(List<Bson> changes, JobError error) {
    changes.add(set("reason", error.code().name()));
    changes.add(set("error", JobDocuments.of(error)));
  }

  /**
   * What a return to the queue brings with it: no claim, and a time at which a recovery loop
   * publishes it.
   */
  Bson queuesAgain(Job job, Reason cause) {
    Duration delay = cause == Reason.WORKER_LOST ? Duration.ZERO : retryDelay(job.attempt());
    return combine(
        set("reason", cause.name()),
        set("publishDueAt", Date.from(now().plus(delay))),
        set("queueDeadlineAt", Date.from(job.times().deadlineAt())),
        unset("claim"),
        unset("startedAt"),
        unset("publishedAt"));
  }

  // doubles with every attempt; the jitter keeps jobs that failed together from coming back
  // together
  private static Duration retryDelay(int attempt) {
    long millis = FIRST_RETRY_DELAY.toMillis() << Math.min(attempt - 1, 8);
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis));
  }
}
