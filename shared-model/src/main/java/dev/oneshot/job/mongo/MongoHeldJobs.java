package dev.oneshot.job.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * {@link HeldJobs} on MongoDB: a held job has the field {@code heldFrom}, the name of its pool, and
 * {@code readyAt} until its caller knows of it.
 */
public final class MongoHeldJobs implements HeldJobs {
  private static final Bson QUEUED = eq("state", JobState.QUEUED.name());
  private static final String READY_AT = "readyAt";
  private static final Bson HELD = gt(JobCollection.HELD_FROM, "");
  private static final List<String> UNENDED =
      List.of(JobState.QUEUED.name(), JobState.RUNNING.name());

  private final JobCollection collection;
  private final MongoCollection<Document> jobs;

  public MongoHeldJobs(MongoDatabase database, InstantSource serverTime) {
    this.collection = new JobCollection(database, serverTime);
    this.jobs = collection.documents();
  }

  @Override
  public boolean hold(Job job, Instant readyAt) {
    return MongoJobStore.insert(
        collection,
        JobDocuments.ofQueued(job)
            .append(JobCollection.HELD_FROM, job.task().pool())
            .append(READY_AT, Date.from(readyAt)));
  }

  @Override
  public void ready(JobId id) {
    jobs.updateOne(and(eq("_id", id.value()), QUEUED, HELD), unset(READY_AT));
  }

  @Override
  public List<Job> oldest(String function, Instant now, int limit) {
    Bson isReady = or(eq(READY_AT, null), lte(READY_AT, Date.from(now)));
    return jobs.find(and(eq("function", function), QUEUED, HELD, isReady))
        .projection(JobCollection.SUMMARY)
        .sort(ascending("createdAt", "_id"))
        .limit(limit)
        .map(JobDocuments::job)
        .into(new ArrayList<>());
  }

  @Override
  public List<Job> among(Collection<JobId> ids) {
    return jobs.find(and(in("_id", MongoJobStore.values(ids)), QUEUED, HELD))
        .projection(JobCollection.SUMMARY)
        .map(JobDocuments::job)
        .into(new ArrayList<>());
  }

  @Override
  public Optional<Job> release(JobId id, Instant publishDueAt) {
    Document after =
        jobs.findOneAndUpdate(
            and(eq("_id", id.value()), QUEUED, HELD),
            combine(
                unset(JobCollection.HELD_FROM),
                unset(READY_AT),
                set("publishDueAt", Date.from(publishDueAt))),
            new FindOneAndUpdateOptions()
                .projection(JobCollection.SUMMARY)
                .returnDocument(ReturnDocument.AFTER));
    return Optional.ofNullable(after).map(JobDocuments::job);
  }

  @Override
  public Set<JobId> unended(Collection<JobId> ids) {
    Set<JobId> unended = new HashSet<>();
    // by id alone: in an index of states a job that is claimed meanwhile moves past the look
    for (Document found :
        jobs.find(in("_id", MongoJobStore.values(ids)))
            .projection(Projections.include("_id", "state"))) {
      if (UNENDED.contains(found.getString("state"))) {
        unended.add(new JobId(found.getString("_id")));
      }
    }
    return unended;
  }

  @Override
  public long count() {
    return jobs.countDocuments(HELD);
  }

  @Override
  public long count(String function) {
    return jobs.countDocuments(and(HELD, eq("function", function)));
  }

  @Override
  public long countQueuedOf(String function, Collection<JobId> except) {
    return jobs.countDocuments(
        and(eq("function", function), QUEUED, nin("_id", MongoJobStore.values(except))));
  }
}
