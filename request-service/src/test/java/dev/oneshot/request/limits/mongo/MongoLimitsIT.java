package dev.oneshot.request.limits.mongo;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims;
import dev.oneshot.job.Claims.ClaimOutcome;
import dev.oneshot.job.Ending;
import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.job.Worker;
import dev.oneshot.job.mongo.JobIndexes;
import dev.oneshot.job.mongo.MongoClaims;
import dev.oneshot.job.mongo.MongoHeldJobs;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoRecoveryStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.request.limits.LimitsContract;
import dev.oneshot.request.limits.Slots;
import dev.oneshot.testsupport.TestStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the real store where there is one; and races, and workers. */
class MongoLimitsIT extends LimitsContract {
  private static final Worker WORKER = new Worker("default-1", 1, null, "here", null);

  private MongoClient client;
  private MongoDatabase database;
  private MongoServerClock clock;
  private JobStore jobs;
  private HeldJobs held;
  private RecoveryStore recovery;
  private Claims claims;
  private Slots slots;

  @BeforeEach
  void connect() {
    TestStore store = TestStore.shared();
    client = MongoClients.create(store.uri());
    database = client.getDatabase(store.newDatabaseName());
    JobIndexes.create(database);
    clock = new MongoServerClock(database);
    jobs = new MongoJobStore(database, clock);
    held = new MongoHeldJobs(database, clock);
    recovery = new MongoRecoveryStore(database, clock);
    claims = new MongoClaims(database, clock, Duration.ofSeconds(5));
    slots = new MongoSlots(database);
  }

  @AfterEach
  void disconnect() {
    database.drop();
    client.close();
  }

  @Override
  protected HeldJobs held() {
    return held;
  }

  @Override
  protected Slots slots() {
    return slots;
  }

  @Override
  protected JobStore jobs() {
    return jobs;
  }

  @Override
  protected RecoveryStore recovery() {
    return recovery;
  }

  @Override
  protected InstantSource clock() {
    return clock;
  }

  private ClaimOutcome claim(JobId id) {
    return claims.claim(id, WORKER, ClaimToken.random());
  }

  @Test
  void givesAHeldJobToNoWorker_whateverMessageCame() {
    Job job = job();
    held.hold(job, clock.instant());

    assertThat(claim(job.id())).isInstanceOf(ClaimOutcome.NotClaimable.class);
    held.release(job.id(), clock.instant());
    assertThat(claim(job.id())).isInstanceOf(ClaimOutcome.Claimed.class);
  }

  @Test
  void leavesAJobItsSlot_untilItsLastAttemptIsOver() {
    Replica replica = replica(", max-running: 1");
    Job first = job();
    Job second = job();
    replica.turnstile().hold(first);
    replica.turnstile().hold(second);
    replica.turnstile().stored(first);
    replica.turnstile().stored(second);
    Job running = ((ClaimOutcome.Claimed) claim(first.id())).job();

    claims.handBack(first.id(), Objects.requireNonNull(running.claim()).token());
    replica.freeSlots().runOnce();
    assertThat(broker.published).as("queued again, with its slot").containsExactly(first.id());

    Job again = ((ClaimOutcome.Claimed) claim(first.id())).job();
    Ending lost = new Ending.Failed(new JobError(Reason.WORKER_LOST, "test", "gone"));
    assertThat(recovery.release(again, lost, Optional.empty()).orElseThrow().state())
        .isEqualTo(JobState.FAILED);
    replica.freeSlots().runOnce();

    assertThat(broker.published).as("its worker is lost").containsExactly(first.id(), second.id());
  }

  /** Replicas let jobs in and hear of ends all at once; workers take what was published. */
  @Test
  void neverHasMoreWithWorkersThanMay_whenReplicasRace() throws Exception {
    List<Replica> replicas = List.of(replica(", max-running: 3"), replica(", max-running: 3"));
    int number = 60;
    AtomicInteger running = new AtomicInteger();
    AtomicInteger mostRunning = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    List<Callable<Void>> parties = new ArrayList<>();
    for (Replica replica : replicas) {
      parties.add(() -> {
        for (int i = 0; i < number / 2; i++) {
          Job job = aJob().createdAt(clock.instant()).build();
          replica.turnstile().hold(job);
          replica.turnstile().stored(job);
        }
        return null;
      });
      parties.add(() -> {
        while (ended.get() < number) {
          replica.freeSlots().runOnce();
        }
        return null;
      });
    }
    for (int i = 0; i < 6; i++) {
      Replica hearing = replicas.get(i % 2);
      parties.add(() -> {
        while (ended.get() < number) {
          JobId id = broker.published.poll();
          if (id != null && claim(id) instanceof ClaimOutcome.Claimed(Job job)) {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            assertThat(jobs.find(id)).as("runs for a round trip").isPresent();
            running.decrementAndGet();
            claims.finish(job, new Ending.Cancelled(), null);
            ended.incrementAndGet();
            hearing.turnstile().ended(jobs.find(id).orElseThrow());
          }
        }
        return null;
      });
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(parties.size())) {
      for (Future<Void> party : threads.invokeAll(parties)) {
        party.get();
      }
    }

    assertThat(mostRunning.get()).isBetween(1, 3);
    assertThat(ended.get()).isEqualTo(number);
    replicas.getFirst().freeSlots().runOnce();
    assertThat(slots.taken(ECHO)).isZero();
    assertThat(held.count()).isZero();
  }
}
