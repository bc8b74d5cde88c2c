package dev.oneshot.job.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.currentDate;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.Reason;
import dev.oneshot.payload.mongo.PayloadDocuments;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;

/** {@link JobStore} on MongoDB. */
public final class MongoJobStore implements JobStore {
  private static final List<String> TERMINAL =
      Arrays.stream(JobState.values()).filter(JobState::isTerminal).map(JobState::name).toList();

  /** Tells calls apart: each has a span of its own, also one that repeats another's key. */
  private static final String TRACEPARENT = "traceparent";

  /** True once somebody besides the first caller was told that the job will run; else missing. */
  private static final String PROMISED = "promised";

  private final JobCollection jobs;

  public MongoJobStore(MongoDatabase database, InstantSource serverTime) {
    this.jobs = new JobCollection(database, serverTime);
  }

  @Override
  public boolean insert(Job job, Instant publishDueAt) {
    return insert(jobs, JobDocuments.ofQueued(job).append("publishDueAt", Date.from(publishDueAt)));
  }

  // not in JobCollection, which workers load: they never insert
  static boolean insert(JobCollection jobs, Document job) {
    try {
      jobs.documents().insertOne(job);
      return true;
    } catch (MongoWriteException e) {
      requireDuplicate(e);
      return false;
    }
  }

  private static void requireDuplicate(MongoWriteException e) {
    if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
      throw e;
    }
  }

  @Override
  public Optional<Job> find(JobId id) {
    return Optional.ofNullable(jobs.documents().find(eq("_id", id.value())).first())
        .map(JobDocuments::job);
  }

  @Override
  public List<Job> findEnded(Collection<JobId> ids) {
    return jobs.documents()
        .find(and(in("_id", values(ids)), in("state", TERMINAL)))
        .map(JobDocuments::job)
        .into(new ArrayList<>());
  }

  @Override
  public void markPublished(Collection<JobId> ids, int attempt) {
    jobs.documents()
        .updateMany(
            and(
                in("_id", values(ids)),
                eq("state", JobState.QUEUED.name()),
                eq("attempt", attempt)),
            combine(currentDate("publishedAt"), unset("publishDueAt")));
  }

  @Override
  public CancelOutcome cancel(JobId id) {
    Optional<Job> seen = find(id);
    while (seen.isPresent()) {
      Job job = seen.get();
      if (job.state().isTerminal()) {
        return CancelOutcome.ALREADY_ENDED;
      }
      if (job.state() == JobState.QUEUED && cancelQueued(job)) {
        return CancelOutcome.CANCELLED;
      }
      if (job.state() == JobState.RUNNING && requestCancel(id)) {
        return CancelOutcome.REQUESTED;
      }
      seen = find(id); // it moved on between the look and the change
    }
    return CancelOutcome.UNKNOWN;
  }

  private boolean cancelQueued(Job job) {
    return jobs.changes(
        job.id(),
        JobState.QUEUED,
        JobState.CANCELLED,
        new BsonDocument(),
        jobs.ends(job.task(), new Ending.Cancelled(), null));
  }

  private boolean requestCancel(JobId id) {
    return jobs.documents()
            .updateOne(
                and(eq("_id", id.value()), eq("state", JobState.RUNNING.name())),
                set("claim.cancelRequested", true))
            .getMatchedCount()
        == 1;
  }

  // without a look first: right after an election a majority may not know the job yet that it is
  // about to have
  @Override
  public boolean reject(Job job) {
    JobError error = new JobError(Reason.NOT_QUEUED, "broker", "the broker did not take the job");
    BsonDocument queued =
        JobCollection.inState(
            job.id(),
            JobState.QUEUED,
            new BsonDocument(TRACEPARENT, new BsonString(job.origin().traceparent()))
                .append("attempt", new BsonInt32(0))
                .append(PROMISED, new BsonDocument("$exists", BsonBoolean.FALSE)));
    BsonDocument rejects =
        jobs.ends(job.task(), new Ending.Failed(error), null)
            .set("state", JobState.REJECTED.name())
            .document();
    try {
      jobs.documents()
          .updateOne(queued, alsoInserting(job, queued, rejects), new UpdateOptions().upsert(true));
      return true;
    } catch (MongoWriteException e) {
      requireDuplicate(e);
      // it is there, unlike at the look: it is too late, or its own insert has just arrived
      return jobs.documents().updateOne(queued, rejects).getMatchedCount() == 1
          || find(job.id()).filter(there -> isRejected(there, job)).isPresent();
    }
  }

  private static BsonDocument alsoInserting(Job job, BsonDocument queued, BsonDocument rejects) {
    BsonDocument missing = JobDocuments.ofQueued(job).toBsonDocument();
    missing.put("payload", PayloadDocuments.of(job.payload().expired()));
    queued.keySet().forEach(missing::remove);
    return rejects.clone().append("$setOnInsert", missing);
  }

  @Override
  public boolean promise(JobId id) {
    return jobs.documents()
            .updateOne(
                and(eq("_id", id.value()), ne("state", JobState.REJECTED.name())),
                set(PROMISED, true))
            .getMatchedCount()
        == 1;
  }

  private static boolean isRejected(Job there, Job job) {
    return there.state() == JobState.REJECTED
        && there.origin().traceparent().equals(job.origin().traceparent());
  }

  static List<String> values(Collection<JobId> ids) {
    return ids.stream().map(JobId::value).toList();
  }
}
