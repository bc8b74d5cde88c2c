package dev.oneshot.pool;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims.ClaimOutcome;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Worker;
import dev.oneshot.job.mongo.MongoClaims;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoRecoveryStore;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.payload.Payload;
import dev.oneshot.testsupport.TestStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Stories of one pool, stepped by hand on a clock that is set, with the real store's code. */
abstract class SteppedPool {
  private static MongoClient client;

  final SettableClock clock = new SettableClock();
  final FakeBroker broker = new FakeBroker();
  final FakeLauncher launcher = new FakeLauncher("a", broker, clock);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<Job> ended = new ArrayList<>();
  final List<Job> queuedAgain = new ArrayList<>();
  MongoJobStore jobs;
  MongoRecoveryStore recovery;
  private MongoClaims claims;

  @BeforeAll
  static void connect() {
    client = MongoClients.create(TestStore.shared().uri());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @BeforeEach
  void takeAnEmptyDatabase() {
    MongoDatabase database = client.getDatabase(TestStore.shared().newDatabaseName());
    jobs = new MongoJobStore(database, clock);
    claims = new MongoClaims(database, clock, Duration.ofSeconds(5));
    recovery = new MongoRecoveryStore(database, clock);
  }

  // ---- pools

  PoolController healthy(PoolSettings settings) {
    return healthy(settings, recovery);
  }

  PoolController healthy(PoolSettings settings, RecoveryStore store) {
    PoolController pool = controller("a", settings, launcher, store);
    pool.reconcile();
    launcher.allBecomeReady();
    pool.reconcile();
    return pool;
  }

  PoolController controller(PoolSettings settings) {
    return controller("a", settings, launcher, recovery);
  }

  PoolController controller(
      String name, PoolSettings settings, FakeLauncher of, RecoveryStore store) {
    return new PoolController(
        settings,
        of,
        broker.observer(),
        store,
        announcer(),
        new PoolClock(clock, clock),
        name.equals("a") ? meters : new SimpleMeterRegistry());
  }

  private JobAnnouncer announcer() {
    return new JobAnnouncer() {
      @Override
      public void ended(Job job) {
        ended.add(job);
      }

      @Override
      public void queuedAgain(Job job) {
        queuedAgain.add(job);
      }
    };
  }

  static PoolSettings settings(int min, int max) {
    return PoolSettings.of("default")
        .withSize(min, max)
        .withLaunches(20, 20, Duration.ofSeconds(30));
  }

  // ---- time

  /** One step at the end of each. */
  void seconds(PoolController pool, int number) {
    for (int second = 0; second < number; second++) {
      clock.advance(Duration.ofSeconds(1));
      pool.reconcile();
    }
  }

  /** One step at the start of each, after which what was launched is ready. */
  void run(PoolController pool, int seconds) {
    for (int second = 0; second < seconds; second++) {
      pool.reconcile();
      launcher.live().stream()
          .filter(id -> !id.startsWith("old") && !broker.hasConsumed(id))
          .forEach(broker::consumes);
      clock.advance(Duration.ofSeconds(1));
    }
  }

  // ---- what workers and callers do

  Job queued() {
    return queued(RetryPolicy.AT_MOST_ONCE);
  }

  Job queued(RetryPolicy retry) {
    Job job = TestJobs.queued("default", clock.instant(), retry);
    jobs.insert(job, clock.instant().plusSeconds(60));
    return job;
  }

  Job takes(String workerId, Job job) {
    broker.cancels(workerId);
    ClaimOutcome outcome =
        claims.claim(job.id(), new Worker(workerId, 1, null, "here", null), ClaimToken.random());
    broker.tell(new WorkerEvent(workerId, WorkerEvent.Phase.TAKEN));
    return ((ClaimOutcome.Claimed) outcome).job();
  }

  void finishes(Job held) {
    claims.finish(held, new Ending.Succeeded(Payload.empty("text/plain")), null);
  }

  /** Their READY was told to the controller before. */
  void adoptsIdle(String... ids) {
    broker.losesEvents(true);
    for (String id : ids) {
      launcher.adopts(id);
      broker.consumes(id);
    }
    broker.losesEvents(false);
  }

  // ---- what came of it

  Job find(Job job) {
    return jobs.find(job.id()).orElseThrow();
  }

  double counter(String name) {
    return meters.get(name).counter().count();
  }

  double gauge(String state) {
    return meters.get("oneshot.workers").tag("state", state).gauge().value();
  }
}
