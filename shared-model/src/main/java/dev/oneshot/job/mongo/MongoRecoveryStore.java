package dev.oneshot.job.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.Claim;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Logs;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RecoveryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.conversions.Bson;

/** {@link RecoveryStore} on MongoDB. Snapshots come without the bytes of payloads. */
public final class MongoRecoveryStore implements RecoveryStore {
  private static final Bson QUEUED = eq("state", JobState.QUEUED.name());
  private static final Bson RUNNING = eq("state", JobState.RUNNING.name());

  private final JobCollection jobs;

  public MongoRecoveryStore(MongoDatabase database, InstantSource serverTime) {
    this.jobs = new JobCollection(database, serverTime);
  }

  @Override
  public List<Job> dueForPublishing(Instant now, Set<String> exceptPools, int limit) {
    Bson due = and(QUEUED, lte("publishDueAt", Date.from(now)));
    Bson filter = exceptPools.isEmpty() ? due : and(due, nin("pool", exceptPools));
    return find(filter, "publishDueAt", limit);
  }

  @Override
  public List<Job> publishedBefore(Instant time, String pool, int limit) {
    Bson filter = and(QUEUED, eq("pool", pool), lt("publishedAt", Date.from(time)));
    return find(filter, "publishedAt", limit);
  }

  @Override
  public List<Job> queuedPastDeadline(Instant now, int limit) {
    return find(and(QUEUED, lt("queueDeadlineAt", Date.from(now))), "queueDeadlineAt", limit);
  }

  @Override
  public List<Job> runningWithoutHeartbeatSince(Instant time, int limit) {
    Bson filter = and(RUNNING, lt("claim.heartbeatAt", Date.from(time)));
    return find(filter, "claim.heartbeatAt", limit);
  }

  @Override
  public List<Job> runningPastDeadline(Instant time, int limit) {
    // the deadline of an attempt is its start plus its function's limit: no stored field to search
    // by, but never more
    // running jobs than workers either
    return jobs
        .documents()
        .find(RUNNING)
        .projection(JobCollection.SUMMARY)
        .map(JobDocuments::job)
        .into(new ArrayList<>())
        .stream()
        .filter(job -> claimOf(job).runDeadlineAt().isBefore(time))
        .limit(limit)
        .toList();
  }

  @Override
  public List<Job> running(String pool) {
    return find(and(RUNNING, eq("pool", pool)), "startedAt", 0);
  }

  @Override
  public Optional<Job> runningOn(String workerId) {
    return find(and(RUNNING, eq("claim.worker.id", workerId)), "startedAt", 1).stream().findFirst();
  }

  @Override
  public long countQueued(String pool) {
    // two counts that indexes answer; jobs that move in between make the difference inexact, and at
    // worst negative
    long all = jobs.documents().countDocuments(and(QUEUED, eq("pool", pool)));
    long held = jobs.documents().countDocuments(eq(JobCollection.HELD_FROM, pool));
    return Math.max(0, all - held);
  }

  @Override
  public Optional<Job> timeOutQueued(Job seen) {
    JobError error =
        seen.attempt() == 0
            ? new JobError(
                Reason.QUEUE_TIMEOUT, "queue", "no worker took the job before its queue deadline")
            : new JobError(
                Reason.RUN_TIMEOUT,
                "timeout",
                "the job's total time was over before another attempt began");
    return jobs.change(
        seen.id(),
        JobState.QUEUED,
        JobState.TIMED_OUT,
        new BsonDocument(),
        jobs.ends(seen.task(), new Ending.TimedOut(error), null));
  }

  @Override
  public Optional<Job> release(Job seen, Ending cause, Optional<Logs> lastWords) {
    return release(seen, cause, lastWords, new BsonDocument());
  }

  @Override
  public Optional<Job> reclaim(Job seen, Ending cause) {
    // heartbeats only grow; the embedded store keeps them finer than the millisecond that it shows
    Instant nextHeartbeat = claimOf(seen).heartbeatAt().plusMillis(1);
    return release(
        seen, cause, Optional.empty(), Changes.where("claim.heartbeatAt", "$lt", nextHeartbeat));
  }

  private Optional<Job> release(
      Job seen, Ending cause, Optional<Logs> lastWords, BsonDocument guard) {
    BsonDocument sameClaim =
        new BsonDocument("claim.token", new BsonString(claimOf(seen).token().value()));
    sameClaim.putAll(guard);
    if (!(cause instanceof Ending.Failed(var error))) {
      return end(seen, cause, lastWords, sameClaim);
    }
    if (seen.isRetriedAfter(error.code(), jobs.now())) {
      return queueAgain(seen, error.code(), sameClaim)
          .or(() -> end(seen, new Ending.Cancelled(), lastWords, sameClaim)); // since it was seen
    }
    Ending ending = claimOf(seen).isCancelRequested() ? new Ending.Cancelled() : cause;
    return end(seen, ending, lastWords, sameClaim);
  }

  private Optional<Job> queueAgain(Job seen, Reason cause, BsonDocument sameClaim) {
    BsonDocument guard = sameClaim.clone();
    guard.putAll(JobCollection.NOT_CANCELLED);
    return jobs.change(
        seen.id(), JobState.RUNNING, JobState.QUEUED, guard, jobs.queuesAgain(seen, cause));
  }

  private Optional<Job> end(
      Job seen, Ending ending, Optional<Logs> lastWords, BsonDocument sameClaim) {
    return jobs.change(
        seen.id(),
        JobState.RUNNING,
        ending.state(),
        sameClaim,
        jobs.ends(seen.task(), ending, lastWords.orElse(null)));
  }

  private static Claim claimOf(Job running) {
    return Objects.requireNonNull(running.claim(), "a running job has a claim");
  }

  private List<Job> find(Bson filter, String oldestBy, int limit) {
    return jobs.documents()
        .find(filter)
        .projection(JobCollection.SUMMARY)
        .sort(ascending(oldestBy))
        .limit(limit)
        .map(JobDocuments::job)
        .into(new ArrayList<>());
  }
}
