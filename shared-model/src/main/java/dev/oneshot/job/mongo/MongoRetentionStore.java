package dev.oneshot.job.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.RetentionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** {@link RetentionStore} on MongoDB. Snapshots come without the bytes of payloads. */
public final class MongoRetentionStore implements RetentionStore {
  /** For whoever waited for the job's end, and reads it now, although it is kept for no time. */
  private static final Duration CALLERS_TURN = Duration.ofMinutes(1);

  private final JobCollection jobs;

  public MongoRetentionStore(MongoDatabase database, InstantSource serverTime) {
    this.jobs = new JobCollection(database, serverTime);
  }

  @Override
  public List<Job> withExpiredResult(Instant now, int limit) {
    return due("resultExpireAt", now, limit);
  }

  @Override
  public void expireResult(JobId id) {
    Date now = Date.from(jobs.now());
    // a job has the field from its end on, until what it left behind is gone
    jobs.documents()
        .updateOne(
            and(eq("_id", id.value()), gt("resultExpireAt", now)), set("resultExpireAt", now));
  }

  @Override
  public List<Job> expired(Instant now, int limit) {
    return due("expireAt", now, limit);
  }

  private List<Job> due(String field, Instant now, int limit) {
    return jobs.documents()
        .find(and(lt(field, Date.from(now)), lt("endedAt", Date.from(now.minus(CALLERS_TURN)))))
        .projection(JobCollection.SUMMARY)
        .sort(ascending(field))
        .limit(limit)
        .map(JobDocuments::job)
        .into(new ArrayList<>());
  }

  @Override
  public void dropContents(JobId id) {
    jobs.documents()
        .updateOne(
            eq("_id", id.value()),
            combine(
                unset("resultExpireAt"),
                unset("payload.inline"),
                unset("payload.file"),
                unset("result.inline"),
                unset("result.file"),
                unset("logs.inline"),
                unset("logs.file")));
  }

  @Override
  public void delete(JobId id) {
    jobs.documents().deleteOne(and(eq("_id", id.value()), lt("expireAt", Date.from(jobs.now()))));
  }
}
