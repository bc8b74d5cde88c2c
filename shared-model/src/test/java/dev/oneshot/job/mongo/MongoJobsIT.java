package dev.oneshot.job.mongo;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.Claim;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims;
import dev.oneshot.job.Claims.ClaimOutcome;
import dev.oneshot.job.Claims.FinishOutcome;
import dev.oneshot.job.Claims.Hold;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.JobStore.CancelOutcome;
import dev.oneshot.job.Logs;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.job.RetentionStore;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Worker;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.Payload.Expired;
import dev.oneshot.payload.Payload.Inline;
import dev.oneshot.testsupport.TestStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of a job's record, on the real store where there is one. */
class MongoJobsIT {
  private static final Worker WORKER =
      new Worker("default-1", 4711, "default-x", "node-1", "4f1c09a2b3");
  private static final String OTHER_CALL =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01";

  private MongoClient client;
  private MongoServerClock clock;
  private JobStore jobs;
  private Claims claims;
  private RecoveryStore recovery;
  private RetentionStore retention;
  private MongoDatabase database;

  @BeforeEach
  void connect() {
    TestStore store = TestStore.shared();
    client = MongoClients.create(store.uri());
    database = client.getDatabase(store.newDatabaseName());
    JobIndexes.create(database);
    clock = new MongoServerClock(database);
    jobs = new MongoJobStore(database, clock);
    claims = new MongoClaims(database, clock, Duration.ofSeconds(5));
    recovery = new MongoRecoveryStore(database, clock);
    retention = new MongoRetentionStore(database, clock);
  }

  @AfterEach
  void disconnect() {
    database.drop();
    client.close();
  }

  @Test
  void givesBackWhatWasStored() {
    Payload payload = text("hello");
    Job job = queued(aJob().payload(payload).retry(new RetryPolicy(3, true)).build());

    Job found = jobs.find(job.id()).orElseThrow();

    assertThat(found).usingRecursiveComparison().isEqualTo(job);
    assertThat(jobs.insert(job, clock.instant())).isFalse();
    assertThat(jobs.find(JobId.random())).isEmpty();
  }

  @Test
  void claimsOnce_whenManyWorkersRace() throws Exception {
    Job job = queued(aJob().build());
    List<Callable<ClaimOutcome>> race = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      race.add(() -> claims.claim(job.id(), WORKER, ClaimToken.random()));
    }

    int won = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(16)) {
      for (Future<ClaimOutcome> outcome : workers.invokeAll(race)) {
        won += outcome.get() instanceof ClaimOutcome.Claimed ? 1 : 0;
      }
    }

    assertThat(won).isEqualTo(1);
    assertThat(jobs.find(job.id()).orElseThrow().attempt()).isEqualTo(1);
  }

  /** As where a majority is behind for longer than an answer is awaited. */
  @Test
  void findsItsOwnClaimAndEnding_whenNoAnswerComesInTime() {
    JobUpdates updates = new MongoJobUpdates(database);
    Claims unanswered =
        new MongoClaims(
            () -> database,
            (expected, update, projection) -> {
              var _ = updates.findOneAndUpdate(expected, update, projection);
              throw new MongoException("no answer");
            },
            clock,
            Duration.ofSeconds(5));
    Job job = queued(aJob().build());

    ClaimOutcome outcome = unanswered.claim(job.id(), WORKER, ClaimToken.random());
    Job running = ((ClaimOutcome.Claimed) outcome).job();
    assertThat(running.attempt()).isEqualTo(1);

    assertThat(unanswered.finish(running, new Ending.Cancelled(), null))
        .isEqualTo(FinishOutcome.ENDED);
    assertThat(jobs.find(job.id()).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void countsTheAttemptAndStartsTheClock_whenClaimed() {
    Job job = queued(aJob().runTimeout(Duration.ofSeconds(30)).build());

    Job running = claim(job);

    assertThat(running.state()).isEqualTo(JobState.RUNNING);
    assertThat(running.attempt()).isEqualTo(1);
    assertThat(held(running).worker()).isEqualTo(WORKER);
    assertThat(running.times().startedAt())
        .isCloseTo(clock.instant(), within(2, ChronoUnit.SECONDS));
    assertThat(held(running).runDeadlineAt())
        .isEqualTo(Objects.requireNonNull(running.times().startedAt()).plusSeconds(30));
  }

  @Test
  void claimsNothing_whenTheQueueDeadlineIsOver() {
    Job late =
        queued(aJob().queueTimeout(Duration.ofSeconds(-1)).runTimeout(Duration.ofHours(1)).build());

    assertThat(claims.claim(late.id(), WORKER, ClaimToken.random()))
        .isInstanceOf(ClaimOutcome.NotClaimable.class);
    assertThat(recovery.queuedPastDeadline(clock.instant(), 10)).hasSize(1);

    Job ended = recovery.timeOutQueued(late).orElseThrow();

    assertThat(ended.state()).isEqualTo(JobState.TIMED_OUT);
    assertThat(ended.reason()).isEqualTo(Reason.QUEUE_TIMEOUT);
    assertThat(recovery.timeOutQueued(late)).isEmpty();
  }

  @Test
  void saysThatTheTotalTimeIsOver_whenTheJobWasAttemptedBefore() {
    Job running = claim(queued(aJob().retry(new RetryPolicy(2, false)).build()));
    Job waiting = recovery.release(running, lost(), Optional.empty()).orElseThrow();

    Job ended = recovery.timeOutQueued(waiting).orElseThrow();

    assertThat(ended.state()).isEqualTo(JobState.TIMED_OUT);
    assertThat(ended.reason()).isEqualTo(Reason.RUN_TIMEOUT);
  }

  @Test
  void keepsResultLogsAndTimes_whenFinished() {
    Job running = claim(queued(aJob().build()));

    FinishOutcome outcome =
        claims.finish(running, new Ending.Succeeded(text("result")), new Logs(text("log"), true));

    Job done = jobs.find(running.id()).orElseThrow();
    assertThat(outcome).isEqualTo(FinishOutcome.ENDED);
    assertThat(done.state()).isEqualTo(JobState.DONE);
    assertThat(done.reason()).isNull();
    assertThat(done.result()).isEqualTo(text("result"));
    assertThat(done.logs()).isEqualTo(new Logs(text("log"), true));
    assertThat(done.times().ran()).isPresent();
    assertThat(jobs.findEnded(List.of(done.id(), JobId.random()))).containsExactly(done);
  }

  @Test
  void changesNothing_whenTheClaimWasLost() {
    Job running = claim(queued(aJob().retry(new RetryPolicy(3, false)).build()));
    Job requeued = recovery.release(running, lost(), Optional.empty()).orElseThrow();
    assertThat(requeued.state()).isEqualTo(JobState.QUEUED);
    Job second = claim(requeued);

    assertThat(claims.heartbeat(running.id(), held(running).token())).isEqualTo(Hold.LOST);
    assertThat(claims.finish(running, new Ending.Succeeded(text("late")), null))
        .isEqualTo(FinishOutcome.LOST);
    assertThat(claims.handBack(running.id(), held(running).token())).isFalse();
    assertThat(recovery.release(running, lost(), Optional.empty())).isEmpty();

    assertThat(claims.finish(second, new Ending.Succeeded(text("right")), null))
        .isEqualTo(FinishOutcome.ENDED);
    assertThat(jobs.find(running.id()).orElseThrow().result()).isEqualTo(text("right"));
    assertThat(jobs.find(running.id()).orElseThrow().attempt()).isEqualTo(2);
  }

  @Test
  void neverLeavesATerminalState() {
    Job running = claim(queued(aJob().build()));
    claims.finish(running, new Ending.Cancelled(), null);

    assertThat(claims.finish(running, new Ending.Succeeded(text("x")), null))
        .isEqualTo(FinishOutcome.LOST);
    assertThat(jobs.cancel(running.id())).isEqualTo(CancelOutcome.ALREADY_ENDED);
    assertThat(jobs.reject(running)).isFalse();
    assertThat(recovery.reclaim(running, lost())).isEmpty();
    assertThat(jobs.find(running.id()).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void failsTheJob_whenItsOnlyAttemptWasLost() {
    Job running = claim(queued(aJob().build()));

    Job failed =
        recovery.release(running, lost(), Optional.of(new Logs(text("last"), false))).orElseThrow();

    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.reason()).isEqualTo(Reason.WORKER_LOST);
    assertThat(failed.logs()).isNotNull();
    assertThat(failed.claim()).isNotNull();
  }

  @Test
  void reclaimsOnlySilentClaims() {
    Job running = claim(queued(aJob().retry(new RetryPolicy(2, false)).build()));
    Instant later = clock.instant().plusSeconds(60);
    Job seen = recovery.runningWithoutHeartbeatSince(later, 10).getFirst();
    // the heartbeat has the resolution of the store's clock, a millisecond
    org.awaitility.Awaitility.await()
        .until(() -> {
          claims.heartbeat(running.id(), held(running).token());
          return !held(jobs.find(running.id()).orElseThrow())
              .heartbeatAt()
              .equals(held(seen).heartbeatAt());
        });

    assertThat(recovery.reclaim(seen, lost())).isEmpty();

    Job again = recovery.runningWithoutHeartbeatSince(later, 10).getFirst();
    assertThat(recovery.reclaim(again, lost()).orElseThrow().state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void queuesAgainWithADelay_whenTheFunctionsErrorIsRetried() {
    Job running = claim(queued(aJob().retry(new RetryPolicy(2, true)).build()));
    Ending error = new Ending.Failed(new JobError(Reason.FUNCTION_ERROR, "X", "oops"));

    assertThat(claims.finish(running, error, null)).isEqualTo(FinishOutcome.QUEUED_AGAIN);
    Job queued = jobs.find(running.id()).orElseThrow();
    assertThat(queued.state()).isEqualTo(JobState.QUEUED);
    assertThat(queued.claim()).isNull();
    assertThat(recovery.dueForPublishing(clock.instant(), Set.of(), 10)).isEmpty();
    assertThat(recovery.dueForPublishing(clock.instant().plusSeconds(3), Set.of(), 10)).hasSize(1);

    Job second = claim(queued);
    assertThat(claims.finish(second, error, null)).isEqualTo(FinishOutcome.ENDED);
    assertThat(jobs.find(running.id()).orElseThrow().state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void doesNotCountTheAttempt_whenHandedBack() {
    Job running = claim(queued(aJob().build()));

    assertThat(claims.handBack(running.id(), held(running).token())).isTrue();

    Job queued = jobs.find(running.id()).orElseThrow();
    assertThat(queued.state()).isEqualTo(JobState.QUEUED);
    assertThat(queued.attempt()).isZero();
    assertThat(recovery.dueForPublishing(clock.instant(), Set.of(), 10)).hasSize(1);
  }

  @Test
  void cancelsQueuedJobsAtOnceAndAsksRunningOnesToStop() {
    Job queued = queued(aJob().build());
    Job running = claim(queued(aJob().build()));

    assertThat(jobs.cancel(queued.id())).isEqualTo(CancelOutcome.CANCELLED);
    assertThat(jobs.cancel(queued.id())).isEqualTo(CancelOutcome.ALREADY_ENDED);
    assertThat(jobs.cancel(running.id())).isEqualTo(CancelOutcome.REQUESTED);
    assertThat(jobs.cancel(running.id())).isEqualTo(CancelOutcome.REQUESTED);
    assertThat(jobs.cancel(JobId.random())).isEqualTo(CancelOutcome.UNKNOWN);
    assertThat(claims.heartbeat(running.id(), held(running).token()))
        .isEqualTo(Hold.CANCEL_REQUESTED);
    assertThat(claims.claim(queued.id(), WORKER, ClaimToken.random()))
        .isInstanceOf(ClaimOutcome.NotClaimable.class);
  }

  @Test
  void neverRunsARejectedJob() {
    Job job = queued(aJob().build());

    assertThat(jobs.reject(job)).isTrue();

    assertThat(claims.claim(job.id(), WORKER, ClaimToken.random()))
        .isInstanceOf(ClaimOutcome.NotClaimable.class);
    assertThat(recovery.dueForPublishing(clock.instant().plusSeconds(3600), Set.of(), 10))
        .isEmpty();
    Job running = claim(queued(aJob().build()));
    assertThat(jobs.reject(running)).isFalse();
    assertThat(jobs.reject(job)).as("by an earlier try whose answer got lost").isTrue();
  }

  /** Its insert was still on the way when its caller was told that it failed. */
  @Test
  void neverStoresARejectedJob() {
    Job job = aJob().createdAt(clock.instant()).payload(text("in")).build();

    assertThat(jobs.reject(job)).isTrue();

    assertThat(jobs.insert(job, clock.instant())).isFalse();
    Job rejected = jobs.find(job.id()).orElseThrow();
    assertThat(rejected.state()).isEqualTo(JobState.REJECTED);
    assertThat(rejected.reason()).isEqualTo(Reason.NOT_QUEUED);
    assertThat(rejected.task()).isEqualTo(job.task());
    assertThat(rejected.payload().content()).isEqualTo(new Expired());
    assertThat(retention.expired(clock.instant().plus(Duration.ofDays(8)), 10)).hasSize(1);
  }

  /** The broker's answer was late: a worker had it, and failed, and the job waits for another. */
  @Test
  void isTooLateToRejectAJob_thatWasAttempted() {
    Job running = claim(queued(aJob().retry(new RetryPolicy(2, false)).build()));
    Job waiting = recovery.release(running, lost(), Optional.empty()).orElseThrow();
    assertThat(waiting.state()).isEqualTo(JobState.QUEUED);

    assertThat(jobs.reject(waiting)).isFalse();

    assertThat(jobs.find(running.id()).orElseThrow().state()).isEqualTo(JobState.QUEUED);
  }

  /** Another call with the same key has been told that the job will run. */
  @Test
  void neverRejectsAJob_thatWasPromised() {
    Job job = queued(aJob().build());

    assertThat(jobs.promise(job.id())).isTrue();

    assertThat(jobs.reject(job)).isFalse();
    assertThat(jobs.find(job.id()).orElseThrow().state()).isEqualTo(JobState.QUEUED);
    assertThat(claim(job).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void promisesNothing_thatWasRejected() {
    Job job = queued(aJob().build());
    assertThat(jobs.reject(job)).isTrue();

    assertThat(jobs.promise(job.id())).isFalse();
  }

  /** Two calls with one key may have stored the same id; each may take back its own only. */
  @Test
  void leavesTheJobOfAnotherCallAlone_whenOneIsRejected() {
    Job stored = queued(aJob().build());
    Job same = aJob().id(stored.id()).traceparent(OTHER_CALL).build();

    assertThat(jobs.reject(same)).isFalse();

    assertThat(jobs.find(stored.id()).orElseThrow().state()).isEqualTo(JobState.QUEUED);
  }

  /** The attempt failed before its worker's next heartbeat told it. */
  @Test
  void neverQueuesAgain_whatWasToBeCancelled() {
    Ending error = new Ending.Failed(new JobError(Reason.FUNCTION_ERROR, "X", "oops"));
    Job failed = claim(queued(aJob().retry(new RetryPolicy(3, true)).build()));
    Job died = claim(queued(aJob().retry(new RetryPolicy(3, true)).build()));
    Job drained = claim(queued(aJob().retry(new RetryPolicy(3, true)).build()));
    Job onlyAttempt = claim(queued(aJob().build()));
    for (Job job : List.of(failed, died, drained, onlyAttempt)) {
      jobs.cancel(job.id());
    }

    assertThat(claims.finish(failed, error, null)).isEqualTo(FinishOutcome.CANCELLED);
    assertThat(recovery.release(died, lost(), Optional.empty())).isPresent();
    assertThat(claims.handBack(drained.id(), held(drained).token())).isFalse();
    Job seen = jobs.find(onlyAttempt.id()).orElseThrow();
    assertThat(recovery.release(seen, lost(), Optional.empty())).isPresent();

    for (Job job : List.of(failed, died, onlyAttempt)) {
      assertThat(jobs.find(job.id()).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    }
    assertThat(jobs.find(drained.id()).orElseThrow().state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void knowsWhatIsPublished() {
    Job one = queued(aJob().build());
    Job two = queued(aJob().build());
    assertThat(recovery.dueForPublishing(clock.instant(), Set.of(), 10)).hasSize(2);

    jobs.markPublished(List.of(one.id(), two.id()), 1);
    assertThat(recovery.dueForPublishing(clock.instant(), Set.of(), 10))
        .as("another attempt's")
        .hasSize(2);
    jobs.markPublished(List.of(one.id()), 0);

    assertThat(recovery.dueForPublishing(clock.instant(), Set.of(), 10))
        .extracting(Job::id)
        .containsExactly(two.id());
    assertThat(recovery.dueForPublishing(clock.instant(), Set.of("other"), 10)).hasSize(1);
    assertThat(recovery.dueForPublishing(clock.instant(), Set.of("other", "default"), 10))
        .isEmpty();
    assertThat(recovery.publishedBefore(clock.instant().plusSeconds(1), "default", 10))
        .extracting(Job::id)
        .containsExactly(one.id());
    assertThat(recovery.countQueued("default")).isEqualTo(2);
    assertThat(recovery.countQueued("other")).isZero();
  }

  @Test
  void findsRunningJobsByDeadlinePoolAndWorker() {
    Job running = claim(queued(aJob().runTimeout(Duration.ofSeconds(10)).build()));

    assertThat(recovery.runningPastDeadline(clock.instant(), 10)).isEmpty();
    assertThat(recovery.runningPastDeadline(clock.instant().plusSeconds(11), 10)).hasSize(1);
    assertThat(recovery.running("default")).hasSize(1);
    assertThat(recovery.running("other")).isEmpty();
    assertThat(recovery.runningOn(WORKER.id()).orElseThrow().id()).isEqualTo(running.id());
    assertThat(recovery.runningOn("nobody")).isEmpty();
  }

  @Test
  void dropsContentsFirstAndTheRecordLater() {
    Job running = claim(queued(aJob().payload(text("in")).build()));
    claims.finish(running, new Ending.Succeeded(text("out")), new Logs(text("log"), false));
    Instant tomorrow = clock.instant().plus(Duration.ofHours(25));
    assertThat(retention.withExpiredResult(clock.instant(), 10)).isEmpty();
    assertThat(retention.withExpiredResult(tomorrow, 10)).hasSize(1);

    retention.dropContents(running.id());

    Job dropped = jobs.find(running.id()).orElseThrow();
    assertThat(dropped.state()).isEqualTo(JobState.DONE);
    assertThat(Objects.requireNonNull(dropped.result()).content()).isEqualTo(new Expired());
    assertThat(Objects.requireNonNull(dropped.result()).length()).isEqualTo(3);
    assertThat(retention.withExpiredResult(tomorrow, 10)).isEmpty();
    assertThat(retention.expired(clock.instant().plus(Duration.ofDays(8)), 10)).hasSize(1);
    retention.delete(running.id());
    assertThat(jobs.find(running.id())).as("not yet due").isPresent();
  }

  @Test
  void makesContentsDueOnRequest_onceTheJobHasEnded() {
    Job running = claim(queued(aJob().payload(text("in")).build()));
    retention.expireResult(running.id());
    assertThat(jobs.find(running.id())).as("too early").contains(running);
    claims.finish(running, new Ending.Succeeded(text("out")), null);

    retention.expireResult(running.id());

    Job done = jobs.find(running.id()).orElseThrow();
    assertThat(done.times().isResultDue(clock.instant())).isTrue();
    assertThat(retention.withExpiredResult(clock.instant().plusSeconds(30), 10))
        .as("its caller may be about to read it")
        .isEmpty();
    Instant soon = clock.instant().plusSeconds(65);
    assertThat(retention.withExpiredResult(soon, 10))
        .extracting(Job::id)
        .containsExactly(done.id());
    assertThat(retention.expired(soon, 10)).as("records").isEmpty();
  }

  @Test
  void neverPutsOffWhatIsDue_norMakesDueWhatIsGone() {
    Job running = claim(queued(aJob().build()));
    claims.finish(running, new Ending.Succeeded(text("out")), null);
    retention.expireResult(running.id());
    Job due = jobs.find(running.id()).orElseThrow();
    RetentionStore later = new MongoRetentionStore(database, () -> clock.instant().plusSeconds(60));

    later.expireResult(running.id());
    assertThat(jobs.find(running.id())).contains(due);

    retention.dropContents(running.id());
    later.expireResult(running.id());
    assertThat(retention.withExpiredResult(clock.instant().plusSeconds(120), 10)).isEmpty();
  }

  private Job queued(Job template) {
    Duration age = Duration.between(template.times().createdAt(), clock.instant());
    Job job =
        aJob()
            .id(template.id())
            .payload(template.payload())
            .pool(template.task().pool())
            .retry(template.task().retry())
            .runTimeout(template.task().runTimeout())
            .queueTimeout(
                Duration.between(template.times().createdAt(), template.times().queueDeadlineAt()))
            .createdAt(template.times().createdAt().plus(age).truncatedTo(ChronoUnit.MILLIS))
            .build();
    assertThat(jobs.insert(job, clock.instant())).isTrue();
    return job;
  }

  private Job claim(Job job) {
    return ((ClaimOutcome.Claimed) claims.claim(job.id(), WORKER, ClaimToken.random())).job();
  }

  private static Claim held(Job job) {
    return Objects.requireNonNull(job.claim());
  }

  private static Ending lost() {
    return new Ending.Failed(new JobError(Reason.WORKER_LOST, "test", "gone"));
  }

  private static Payload text(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new Payload(bytes.length, "text/plain", "cafe", new Inline(ByteBuffer.wrap(bytes)));
  }
}
