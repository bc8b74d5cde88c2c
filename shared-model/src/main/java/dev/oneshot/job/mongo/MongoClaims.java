package dev.oneshot.job.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Logs;
import dev.oneshot.job.Worker;
import dev.oneshot.payload.mongo.Patience;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * {@link Claims} on MongoDB. An operation whose outcome the network hid is repeated until its
 * patience ends: a claim and an ending carry the attempt's token, so a repetition recognises its
 * own earlier success.
 */
public final class MongoClaims implements Claims {
  private final JobCollection jobs;
  private final Patience patience;

  /**
   * @param serverTime the store's clock, {@link MongoServerClock}
   * @param patience how long a call may go on trying while the store is away
   */
  public MongoClaims(MongoDatabase database, InstantSource serverTime, Duration patience) {
    this(new JobCollection(database, serverTime), patience);
  }

  /**
   * One that takes, holds and ends a job by {@code updates} alone, as long as they succeed.
   *
   * @param database asked for when an outcome got lost
   */
  public MongoClaims(
      Supplier<MongoDatabase> database,
      JobUpdates updates,
      InstantSource serverTime,
      Duration patience) {
    this(new JobCollection(database, updates, serverTime), patience);
  }

  private MongoClaims(JobCollection jobs, Duration patience) {
    this.jobs = jobs;
    this.patience = new Patience(patience);
  }

  @Override
  public ClaimOutcome claim(JobId id, Worker worker, ClaimToken token) {
    return persistently(() -> tryClaim(id, worker, token), () -> find(heldBy(id, token)))
        .<ClaimOutcome>map(ClaimOutcome.Claimed::new)
        .orElseGet(ClaimOutcome.NotClaimable::new);
  }

  private Optional<Job> tryClaim(JobId id, Worker worker, ClaimToken token) {
    Instant now = jobs.now();
    BsonDocument claimable = Changes.where("queueDeadlineAt", "$gt", now);
    claimable.putAll(Changes.where("deadlineAt", "$gt", now));
    // a held job's id may still come in a message: anybody may publish one
    claimable.put(JobCollection.HELD_FROM, BsonNull.VALUE);
    return jobs.change(
        id,
        JobState.QUEUED,
        JobState.RUNNING,
        claimable,
        new Changes()
            .increment("attempt", 1)
            .set("claim.token", token.value())
            .set("claim.worker", JobDocuments.of(worker))
            .currentDate("claim.heartbeatAt")
            .currentDate("startedAt")
            .unset("publishDueAt"));
  }

  @Override
  public Hold heartbeat(JobId id, ClaimToken token) {
    Document after =
        jobs.touch(
            heldBy(id, token),
            new Changes().currentDate("claim.heartbeatAt"),
            new BsonDocument("claim.cancelRequested", new BsonInt32(1)));
    if (after == null) {
      return Hold.LOST;
    }
    return after.getEmbedded(List.of("claim", "cancelRequested"), false)
        ? Hold.CANCEL_REQUESTED
        : Hold.HELD;
  }

  @Override
  public FinishOutcome finish(Job held, Ending ending, @Nullable Logs logs) {
    if (ending instanceof Ending.Failed(var error)
        && held.isRetriedAfter(error.code(), jobs.now())) {
      if (write(
          held,
          JobState.QUEUED,
          unlessCancelled(tokenOf(held)),
          jobs.queuesAgain(held, error.code()))) {
        return FinishOutcome.QUEUED_AGAIN;
      }
      return ends(held, new Ending.Cancelled(), logs)
          ? FinishOutcome.CANCELLED
          : FinishOutcome.LOST;
    }
    return ends(held, ending, logs) ? FinishOutcome.ENDED : FinishOutcome.LOST;
  }

  private boolean ends(Job held, Ending ending, @Nullable Logs logs) {
    return write(
        held, ending.state(), tokenIs(tokenOf(held)), jobs.ends(held.task(), ending, logs));
  }

  private static ClaimToken tokenOf(Job held) {
    return Objects.requireNonNull(held.claim(), "an attempt's job has a claim").token();
  }

  private boolean write(Job held, JobState to, BsonDocument guard, Changes changes) {
    return persistently(
            () ->
                jobs.changes(held.id(), JobState.RUNNING, to, guard, changes)
                    ? Optional.of(held)
                    : Optional.empty(),
            () -> find(JobCollection.inState(held.id(), to, guard)))
        .isPresent();
  }

  @Override
  public boolean handBack(JobId id, ClaimToken token) {
    Changes changes =
        new Changes()
            .increment("attempt", -1)
            .set("publishDueAt", jobs.now())
            .unset("claim", "startedAt", "publishedAt");
    // one whose answer got lost leaves no trace, and is told as if the claim had been lost
    return persistently(
            () ->
                jobs.changes(id, JobState.RUNNING, JobState.QUEUED, unlessCancelled(token), changes)
                    ? Optional.of(id)
                    : Optional.empty(),
            Optional::empty)
        .isPresent();
  }

  private static BsonDocument unlessCancelled(ClaimToken token) {
    BsonDocument guard = tokenIs(token);
    guard.putAll(JobCollection.NOT_CANCELLED);
    return guard;
  }

  private static BsonDocument tokenIs(ClaimToken token) {
    return new BsonDocument("claim.token", new BsonString(token.value()));
  }

  private static BsonDocument heldBy(JobId id, ClaimToken token) {
    return JobCollection.inState(id, JobState.RUNNING, tokenIs(token));
  }

  private Optional<Job> find(BsonDocument filter) {
    return Optional.ofNullable(jobs.documents().find(filter).first()).map(JobDocuments::job);
  }

  /**
   * Runs a compare-and-set whose outcome may get lost on the way. While a majority is behind for
   * longer than an answer is awaited, each repetition gets lost like the first one, but what a
   * majority has by then can be seen.
   *
   * @param trace finds the change if an earlier try made it
   */
  private <T> Optional<T> persistently(Supplier<Optional<T>> change, Supplier<Optional<T>> trace) {
    long start = System.nanoTime();
    boolean isOutcomeUnknown = false;
    while (true) {
      try {
        Optional<T> made = isOutcomeUnknown ? trace.get() : Optional.empty();
        if (made.isPresent()) {
          return made;
        }
        Optional<T> changed = change.get();
        return changed.isPresent() || !isOutcomeUnknown ? changed : trace.get();
      } catch (MongoException e) {
        isOutcomeUnknown = true;
        try {
          patience.pauseAfter(e, start);
        } catch (MongoException last) {
          return lastLook(trace, last);
        }
      }
    }
  }

  // a majority may have had it since the look before
  private static <T> Optional<T> lastLook(Supplier<Optional<T>> trace, MongoException failure) {
    try {
      Optional<T> made = trace.get();
      if (made.isPresent()) {
        return made;
      }
    } catch (MongoException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }
}
