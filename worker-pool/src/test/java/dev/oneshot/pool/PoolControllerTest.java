package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims.ClaimOutcome;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Worker;
import dev.oneshot.job.mongo.MongoClaims;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoRecoveryStore;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.payload.Payload;
import dev.oneshot.pool.launch.Exit;
import dev.oneshot.testsupport.TestStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stories of one pool, stepped by hand on a clock that is set, with the real store's code. */
class PoolControllerTest {
  private static final RetryPolicy TWICE = new RetryPolicy(2, false);

  private static MongoClient client;

  private final SettableClock clock = new SettableClock();
  private final FakeBroker broker = new FakeBroker();
  private final FakeLauncher launcher = new FakeLauncher("a", broker, clock);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Job> ended = new ArrayList<>();
  private final List<Job> queuedAgain = new ArrayList<>();
  private MongoJobStore jobs;
  private MongoClaims claims;
  private MongoRecoveryStore recovery;

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

  // ---- size

  @Test
  void fillsThePoolToItsMinimum_andIsHealthyOnceOneIsIdle() {
    PoolController pool = controller(settings(2, 8));
    pool.reconcile();
    assertThat(launcher.live()).containsExactly("a-1", "a-2");
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.Starting());

    launcher.allBecomeReady();
    pool.reconcile();
    pool.reconcile();
    assertThat(launcher.launches()).isEqualTo(2);
    assertThat(pool.status())
        .isEqualTo(new PoolStatus("default", 2, 8, 2, 0, 0, new PoolCondition.Healthy()));
  }

  @Test
  void startsAReplacement_whenAWorkerTakesAJob() {
    PoolController pool = healthy(settings(2, 8));
    takes("a-1", queued());
    assertThat(pool.status())
        .as("before the next step")
        .isEqualTo(new PoolStatus("default", 2, 8, 1, 0, 1, new PoolCondition.Healthy()));
    pool.reconcile();
    assertThat(launcher.live()).containsExactly("a-1", "a-2", "a-3");
    assertThat(pool.status().busy()).isEqualTo(1);
    assertThat(pool.status().starting()).isEqualTo(1);
  }

  @Test
  void startsNoSecondReplacement_whenTheWorkerEnds() {
    PoolController pool = healthy(settings(2, 8));
    Job job = takes("a-1", queued());
    pool.reconcile();
    finishes(job);
    launcher.dies("a-1", new Exit.Exited(0));
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(launcher.live()).containsExactly("a-2", "a-3");
  }

  @Test
  void startsAsManyWorkersAsJobsWait_withinTheMaximum() {
    PoolController pool = healthy(settings(1, 4));
    takes("a-1", queued());
    for (int i = 0; i < 10; i++) {
      queued();
    }
    pool.reconcile();
    assertThat(launcher.live()).hasSize(4);
    pool.reconcile();
    assertThat(launcher.live()).as("never above the maximum").hasSize(4);
  }

  @Test
  void isAtItsMaximum_whenAllAreBusy() {
    PoolController pool = healthy(settings(1, 2));
    takes("a-1", queued());
    pool.reconcile();
    launcher.allBecomeReady();
    takes("a-2", queued());
    pool.reconcile();
    assertThat(launcher.live()).hasSize(2);
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.AtMaximum());
  }

  @Test
  void startsNoMoreAtOnceThanAllowed() {
    PoolController pool = controller(settings(8, 8).withLaunches(20, 3, Duration.ofSeconds(30)));
    pool.reconcile();
    assertThat(launcher.live()).hasSize(3);
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(launcher.live()).hasSize(6);
  }

  @Test
  void startsNoMoreASecondThanAllowed() {
    PoolController pool = controller(settings(8, 8).withLaunches(2, 8, Duration.ofSeconds(30)));
    pool.reconcile();
    pool.reconcile();
    assertThat(launcher.live()).hasSize(2);
    clock.advance(Duration.ofSeconds(1));
    pool.reconcile();
    assertThat(launcher.live()).hasSize(4);
  }

  @Test
  void givesUpIdleWorkers_thatAreTooManyForAWhile() {
    PoolController pool = controller(settings(1, 8));
    Job first = queued();
    Job second = queued();
    queued();
    pool.reconcile();
    launcher.allBecomeReady();
    jobs.cancel(first.id());
    jobs.cancel(second.id());
    pool.reconcile();
    clock.advance(Duration.ofSeconds(9));
    pool.reconcile();
    assertThat(launcher.stopped).isEmpty();
    clock.advance(Duration.ofSeconds(12));
    pool.reconcile();
    assertThat(launcher.stopped).containsExactly("a-1", "a-2");
    assertThat(launcher.killed).isEmpty();
    pool.reconcile();
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.Healthy());
    assertThat(launcher.live()).containsExactly("a-3");
  }

  @Test
  void neverGivesUpAWorkerThatHoldsAClaim() {
    PoolController pool = controller(settings(0, 8));
    Job job = queued();
    queued();
    pool.reconcile();
    launcher.allBecomeReady();
    broker.losesEvents(true);
    takes("a-1", job); // and its TAKEN never comes
    jobs.cancel(pendingId());
    for (int second = 0; second < 25; second++) {
      pool.reconcile();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.stopped).containsExactly("a-2");
    assertThat(launcher.live()).containsExactly("a-1");
  }

  // ---- workers that cannot start

  @Test
  void backsOff_whileWorkersCannotStart_andSaysWhy() {
    PoolController pool = controller(settings(2, 8));
    pool.reconcile();
    launcher.live().forEach(id -> launcher.dies(id, new Exit.Exited(64), "", "no broker URI"));
    pool.reconcile();
    assertThat(launcher.live()).isEmpty();
    assertThat(pool.status().condition())
        .isEqualTo(
            new PoolCondition.CannotStart(
                "a worker ended before it was ready, exit code 64 (settings wrong): no broker URI",
                clock.instant().plusMillis(500)));

    clock.advance(Duration.ofMillis(500));
    pool.reconcile();
    assertThat(launcher.live()).as("one to try").hasSize(1);
    launcher.dies(launcher.live().getFirst(), new Exit.Exited(64));
    pool.reconcile();
    clock.advance(Duration.ofMillis(999));
    pool.reconcile();
    assertThat(launcher.live()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    pool.reconcile();
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.Healthy());
    assertThat(launcher.live()).hasSize(2);
    assertThat(counter("oneshot.workers.failed.to.start")).isEqualTo(3);
  }

  @Test
  void backsOff_whenTheLauncherRefuses() {
    PoolController pool = controller(settings(2, 8));
    launcher.refuses("no such program");
    pool.reconcile();
    assertThat(pool.status().condition())
        .isEqualTo(
            new PoolCondition.CannotStart("no such program", clock.instant().plusMillis(500)));
    launcher.refuses(null);
    clock.advance(Duration.ofSeconds(1));
    pool.reconcile();
    assertThat(launcher.live()).hasSize(1);
  }

  @Test
  void launchesAtOnce_whenTheLauncherCanTellWhatThereIs_andSaysWhyNotBefore() {
    PoolController pool = controller(settings(3, 8));
    adoptsIdle("old-1");
    launcher.isBlind("no list yet");
    run(pool, 10);
    assertThat(pool.status().condition())
        .isEqualTo(new PoolCondition.Blind("workers: no list yet"));
    assertThat(launcher.launches()).isZero();
    launcher.isBlind(null);
    pool.reconcile();
    assertThat(launcher.live()).as("no back-off").containsExactly("old-1", "a-1", "a-2");
    assertThat(pool.status().starting()).as("old-1 is nobody else's").isEqualTo(2);
  }

  @Test
  void endsAWorker_thatIsNotReadyInTime_firstByWordThenByForce() {
    PoolController pool = controller(settings(1, 8));
    launcher.areStubborn();
    pool.reconcile();
    clock.advance(Duration.ofSeconds(31));
    pool.reconcile();
    assertThat(launcher.stopped).containsExactly("a-1");
    assertThat(pool.status().condition())
        .isEqualTo(
            new PoolCondition.CannotStart(
                "a worker was not ready within 30 s", clock.instant().plusMillis(500)));
    clock.advance(Duration.ofSeconds(5));
    pool.reconcile();
    assertThat(launcher.killed).containsExactly("a-1");
  }

  @Test
  void doesNotKillAWorkerThatTookAJob_afterItWasAskedToEnd() {
    PoolController pool = controller(settings(1, 8));
    launcher.areStubborn();
    pool.reconcile();
    clock.advance(Duration.ofSeconds(31));
    pool.reconcile();
    takes("a-1", queued());
    clock.advance(Duration.ofSeconds(6));
    pool.reconcile();
    assertThat(launcher.killed).isEmpty();
  }

  @Test
  void pausesAfterAnIdleWorkerBroke_andNotAfterOneThatWasStopped() {
    PoolController pool = healthy(settings(2, 8));
    launcher.dies("a-1", new Exit.Exited(0));
    pool.reconcile();
    assertThat(launcher.live()).hasSize(2);
    launcher.dies("a-2", new Exit.Exited(71));
    pool.reconcile();
    assertThat(launcher.live()).hasSize(1);
    assertThat(pool.status().condition()).isInstanceOf(PoolCondition.CannotStart.class);
  }

  @Test
  void isHealthyAgain_whenNobodyWantsTheWorkerThatCouldNotStart() {
    PoolController pool = controller(settings(0, 8));
    Job job = queued();
    pool.reconcile();
    launcher.dies("a-1", new Exit.Exited(70));
    pool.reconcile();
    assertThat(pool.status().condition()).isInstanceOf(PoolCondition.CannotStart.class);
    jobs.cancel(job.id());
    pool.reconcile();
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.Healthy());
  }

  @Test
  void doesNotBlameAWorker_whoseReadyMayHaveBeenToldWhileNobodyListened() {
    PoolController pool = controller(settings(1, 8));
    pool.reconcile();
    takes("x-1", queued()); // others are here too: the broker's count proves nothing
    broker.losesEvents(true);
    launcher.allBecomeReady();
    broker.losesEvents(false);
    broker.comesBack();
    for (int second = 0; second < 32; second++) {
      clock.advance(Duration.ofSeconds(1));
      pool.reconcile();
    }
    assertThat(launcher.stopped).containsExactly("a-1");
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.Starting());
    assertThat(counter("oneshot.workers.failed.to.start")).isZero();
  }

  @Test
  void saysWhatHindersAWorker_andLaunchesNoMoreMeanwhile() {
    PoolController pool = controller(settings(1, 8));
    pool.reconcile();
    launcher.isHindered("a-1", "ErrImagePull: no such image");
    queued();
    queued();
    for (int second = 0; second < 30; second++) {
      pool.reconcile();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.live()).containsExactly("a-1");
    assertThat(pool.status().condition())
        .isEqualTo(
            new PoolCondition.CannotStart(
                "a worker cannot start, ErrImagePull: no such image",
                clock.instant().minusMillis(29_500)));
  }

  @Test
  void replacesAHinderedWorkerAfterItsStartTime_byOneAtATime() {
    PoolController pool = controller(settings(2, 8));
    for (int second = 0; second < 300; second++) {
      pool.reconcile();
      launcher.live().forEach(id -> launcher.isHindered(id, "ImagePullBackOff: no such image"));
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.launches()).as("two, then one for each start timeout").isBetween(6, 10);
    assertThat(launcher.live().size()).isLessThanOrEqualTo(1);
    assertThat(((PoolCondition.CannotStart) pool.status().condition()).reason())
        .contains("ImagePullBackOff");
  }

  @Test
  void goesOnAsBefore_whenOneOfManyIsHindered() {
    PoolController pool = healthy(settings(2, 8));
    takes("a-1", queued());
    pool.reconcile();
    launcher.isHindered("a-3", "Unschedulable: no room");
    pool.reconcile();
    assertThat(pool.status().condition()).isInstanceOf(PoolCondition.CannotStart.class);
    launcher.isHindered("a-3", null);
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.Healthy());
  }

  // ---- outdated workers

  @Test
  void replacesIdleOutdatedWorkers_asNewOnesBecomeIdle() {
    PoolController pool = healthy(settings(2, 8));
    launcher.isOutdated("a-1");
    launcher.isOutdated("a-2");
    pool.reconcile();
    assertThat(launcher.stopped).isEmpty();
    assertThat(launcher.live()).containsExactly("a-1", "a-2", "a-3", "a-4");
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(launcher.stopped).containsExactly("a-1", "a-2");
    pool.reconcile();
    assertThat(launcher.live()).containsExactly("a-3", "a-4");
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.Healthy());
  }

  @Test
  void keepsOutdatedWorkers_whileNewOnesCannotStart() {
    PoolController pool = healthy(settings(2, 8));
    launcher.isOutdated("a-1");
    launcher.isOutdated("a-2");
    for (int second = 0; second < 120; second++) {
      pool.reconcile();
      launcher.live().stream()
          .filter(id -> !broker.hasConsumed(id))
          .forEach(id -> launcher.isHindered(id, "ErrImagePull: no such image"));
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.live()).contains("a-1", "a-2");
  }

  @Test
  void replacesOutdatedWorkersOneByOne_whereTheMaximumLeavesNoRoom() {
    PoolController pool = healthy(settings(2, 2));
    launcher.isOutdated("a-1");
    launcher.isOutdated("a-2");
    pool.reconcile();
    assertThat(launcher.stopped).containsExactly("a-1");
    pool.reconcile();
    pool.reconcile();
    assertThat(launcher.live()).containsExactly("a-2", "a-3");
    launcher.allBecomeReady();
    pool.reconcile();
    pool.reconcile();
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(launcher.live()).containsExactly("a-3", "a-4");
  }

  @Test
  void touchesNoBusyOutdatedWorker() {
    PoolController pool = healthy(settings(1, 8));
    broker.losesEvents(true);
    takes("a-1", queued());
    launcher.isOutdated("a-1");
    for (int second = 0; second < 60; second++) {
      pool.reconcile();
      launcher.allBecomeReady();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.stopped).doesNotContain("a-1");
    assertThat(launcher.live()).contains("a-1");
  }

  @Test
  void replacesOutdatedWorkersAtOnce_thatCannotStart() {
    PoolController pool = controller(settings(1, 8));
    pool.reconcile();
    launcher.isHindered("a-1", "ErrImagePull: no such image");
    pool.reconcile();
    launcher.isHinderedAndOutdated("a-1", "ErrImagePull: no such image");
    pool.reconcile();
    assertThat(launcher.stopped).containsExactly("a-1");
    clock.advance(Duration.ofSeconds(1));
    pool.reconcile();
    assertThat(launcher.live()).containsExactly("a-2");
  }

  // ---- deaths with a job

  @Test
  void failsTheJobAtOnce_whenItsWorkerIsKilled_andTellsTheReplicaThatWaits() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued());
    launcher.dies("a-1", new Exit.Signalled(9), "half a line", "");
    pool.reconcile();
    Job after = find(job);
    assertThat(after.state()).isEqualTo(JobState.FAILED);
    assertThat(after.reason()).isEqualTo(Reason.WORKER_LOST);
    assertThat(error(after).message()).contains("SIGKILL");
    assertThat(logsOf(after)).isEqualTo("half a line");
    assertThat(ended).extracting(Job::id).containsExactly(job.id());
    assertThat(queuedAgain).isEmpty();
    assertThat(meters.counter("oneshot.workers.died", "pool", "default", "cause", "signal").count())
        .isEqualTo(1);
  }

  @Test
  void queuesTheJobAgainAtOnce_whenItMayBeTriedAgain() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued(TWICE));
    launcher.dies("a-1", new Exit.Signalled(11));
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(queuedAgain).extracting(Job::id).containsExactly(job.id());
    assertThat(ended).isEmpty();
  }

  @Test
  void leavesARetryWithADelayToRecovery() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued(new RetryPolicy(2, true)));
    launcher.dies("a-1", new Exit.Exited(75));
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(queuedAgain).isEmpty();
  }

  @Test
  void tellsMemoryAndTheFunctionsOwnExitApart() {
    PoolController pool = healthy(settings(2, 8));
    Job outOfMemory = takes("a-1", queued());
    Job exits = takes("a-2", queued());
    launcher.dies("a-1", new Exit.Exited(75));
    launcher.dies("a-2", new Exit.Exited(3));
    pool.reconcile();
    assertThat(find(outOfMemory).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(find(exits).reason()).isEqualTo(Reason.FUNCTION_ERROR);
    assertThat(error(find(exits)).type()).isEqualTo("exit");
    assertThat(error(find(exits)).message()).contains("exit code 3");
  }

  @Test
  void changesNothing_whenTheWorkerHadFinishedItsJob() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued());
    finishes(job);
    launcher.dies("a-1", new Exit.Signalled(9));
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.DONE);
    assertThat(ended).isEmpty();
  }

  @Test
  void reportsDeathsOfWorkersItDoesNotKnow() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("b-7", queued());
    launcher.dies("b-7", new Exit.Signalled(9));
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void reportsADeathLater_whenTheStoreIsAway() {
    BreakableRecoveryStore breakable = new BreakableRecoveryStore(recovery);
    PoolController pool = healthy(settings(1, 8), breakable);
    Job job = takes("a-1", queued());
    breakable.isBroken = true;
    launcher.dies("a-1", new Exit.Signalled(9));
    pool.reconcile();
    assertThat(pool.status().condition()).isInstanceOf(PoolCondition.Blind.class);
    assertThat(find(job).state()).isEqualTo(JobState.RUNNING);
    breakable.isBroken = false;
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.FAILED);
    assertThat(ended).hasSize(1);
  }

  @Test
  void attachesNoLastWords_whenAWorkerServesSeveralJobs() {
    PoolController pool = healthy(settings(1, 8).withMaxJobs(5));
    Job job = takes("a-1", queued());
    launcher.dies("a-1", new Exit.Signalled(9), "somebody else's words", "");
    pool.reconcile();
    assertThat(find(job).logs()).isNull();
  }

  // ---- backstops

  @Test
  void killsAWorkerWellPastItsJobsDeadline_andTimesTheJobOut() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued());
    clock.advance(TestJobs.RUN_TIMEOUT.plusSeconds(3));
    pool.reconcile();
    assertThat(launcher.killed).isEmpty();
    seconds(pool, 6);
    assertThat(launcher.killed).containsExactly("a-1");
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.TIMED_OUT);
    assertThat(find(job).reason()).isEqualTo(Reason.RUN_TIMEOUT);
    assertThat(ended).hasSize(1);
  }

  /** Its function may have ended in time. */
  @Test
  void givesAWorkerPastItsDeadlineItsChance_afterAnOutageOfTheStore() {
    BreakableRecoveryStore breakable = new BreakableRecoveryStore(recovery);
    PoolController pool = healthy(settings(1, 8), breakable);
    takes("a-1", queued());
    pool.reconcile();
    breakable.isBroken = true;
    clock.advance(TestJobs.RUN_TIMEOUT.plusSeconds(60));
    pool.reconcile();
    breakable.isBroken = false;
    pool.reconcile();
    seconds(pool, 5);
    assertThat(launcher.killed).isEmpty();
    seconds(pool, 1);
    assertThat(launcher.killed).containsExactly("a-1");
  }

  private void seconds(PoolController pool, int number) {
    for (int second = 0; second < number; second++) {
      clock.advance(Duration.ofSeconds(1));
      pool.reconcile();
    }
  }

  @Test
  void killsAWorkerThatDoesNotHeedACancel_andCancelsTheJob() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued(TWICE));
    jobs.cancel(job.id());
    pool.reconcile();
    clock.advance(Duration.ofSeconds(10));
    pool.reconcile();
    assertThat(launcher.killed).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    pool.reconcile();
    assertThat(launcher.killed).containsExactly("a-1");
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void killsAWorkerThatLivesOnAfterItsJob() {
    PoolController pool = healthy(settings(1, 8));
    Job job = takes("a-1", queued());
    pool.reconcile();
    finishes(job);
    pool.reconcile();
    clock.advance(Duration.ofSeconds(9));
    pool.reconcile();
    assertThat(launcher.killed).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    pool.reconcile();
    assertThat(launcher.killed).containsExactly("a-1");
    assertThat(find(job).state()).isEqualTo(JobState.DONE);
  }

  @Test
  void leavesAWorkerAlone_thatIsBusyWithinItsLimits() {
    PoolController pool = healthy(settings(1, 8));
    takes("a-1", queued());
    for (int second = 0; second < 60; second++) {
      pool.reconcile();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.killed).isEmpty();
    assertThat(launcher.stopped).doesNotContain("a-1");
  }

  @Test
  void setsTheHardStopOnce_30sPastTheDeadline() {
    PoolController pool = healthy(settings(1, 8));
    takes("a-1", queued());
    clock.advance(Duration.ofSeconds(1));
    pool.reconcile();
    pool.reconcile();
    assertThat(launcher.limits).containsOnlyKeys("a-1");
    assertThat(launcher.limitCalls).hasValue(1);
    assertThat(launcher.limits.get("a-1"))
        .as("the store's own time sets deadlines")
        .isCloseTo(TestJobs.RUN_TIMEOUT.plusSeconds(29), Duration.ofSeconds(1));
  }

  @Test
  void setsNoHardStop_whereAWorkerServesSeveralJobs() {
    PoolController pool = healthy(settings(1, 8).withMaxJobs(2));
    takes("a-1", queued());
    pool.reconcile();
    assertThat(launcher.limits).isEmpty();
  }

  @Test
  void forgetsADeadWorker_onceItsDeathIsRecorded() {
    BreakableRecoveryStore breakable = new BreakableRecoveryStore(recovery);
    PoolController pool = controller("a", settings(1, 8), launcher, breakable);
    pool.reconcile();
    breakable.isBroken = true;
    launcher.dies("a-1", new Exit.Signalled(9));
    pool.reconcile();
    assertThat(launcher.forgotten).isEmpty();
    breakable.isBroken = false;
    pool.reconcile();
    assertThat(launcher.forgotten).containsExactly("a-1");
  }

  // ---- lost hints

  @Test
  void countsAWorkerAsReady_whoseReadyWasLost_whenTheBrokerCountsItAmongTheConsumers() {
    PoolController pool = controller(settings(2, 8));
    pool.reconcile();
    broker.losesEvents(true);
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(pool.status().idle()).isEqualTo(2);
    assertThat(pool.status().starting()).isZero();
    clock.advance(Duration.ofMinutes(2));
    pool.reconcile();
    assertThat(launcher.stopped).isEmpty();
  }

  @Test
  void replacesATakenWorker_whoseTakenWasLost() {
    PoolController pool = healthy(settings(2, 8));
    broker.losesEvents(true);
    takes("a-1", queued());
    pool.reconcile();
    assertThat(launcher.live()).hasSize(3);
  }

  @Test
  void stopsAReadyWorkerThatNoLongerConsumes_andReplacesItAtOnce() {
    PoolController pool = healthy(settings(2, 8));
    broker.cancels("a-1"); // half dead: alive, idle, without a connection
    pool.reconcile();
    assertThat(launcher.live()).hasSize(3);
    launcher.allBecomeReady();
    pool.reconcile();
    clock.advance(Duration.ofSeconds(31));
    pool.reconcile();
    assertThat(launcher.stopped).containsExactly("a-1");
  }

  @Test
  void stopsOneReadyWorkerAStartTimeout_untilItHasFoundTheOneThatDoesNotConsume() {
    PoolController pool = healthy(settings(3, 8));
    clock.advance(Duration.ofSeconds(1));
    launcher.hangs("a-3");
    List<Integer> stops = new ArrayList<>();
    for (int second = 0; second < 130; second++) {
      pool.reconcile();
      launcher.allBecomeReady();
      stops.add(launcher.stopped.size());
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(stops.get(30)).as("within a start timeout").isZero();
    assertThat(stops.get(60)).as("within two").isEqualTo(1);
    assertThat(launcher.stopped).containsExactly("a-1", "a-2", "a-3");
    assertThat(launcher.killed).containsExactly("a-3");
    assertThat(launcher.live()).hasSize(3);
  }

  @Test
  void believesTheLauncher_whereItSeesReadiness() {
    PoolController pool = controller(settings(2, 8));
    launcher.adopts("old-1");
    launcher.isSeenReady("old-1");
    broker.losesEvents(true);
    broker.consumes("old-1");
    broker.consumes("somebody-elses");
    pool.reconcile();
    assertThat(pool.status().starting()).isZero();
    assertThat(launcher.launches()).isZero();
  }

  @Test
  void givesAdoptedWorkersTheirStartTimeAnew() {
    PoolController pool = controller(settings(1, 8));
    launcher.adopts("old-1"); // launched an hour ago
    pool.reconcile();
    assertThat(launcher.stopped).isEmpty();
    assertThat(launcher.launches()).isZero();
  }

  @Test
  void stopsNoMoreAdoptedWorkersThanTheBrokerMisses() {
    PoolController pool = controller(settings(4, 8));
    adoptsIdle("old-2", "old-3", "old-4");
    launcher.adopts("old-5");
    launcher.hangs("old-5");
    run(pool, 100);
    assertThat(launcher.stopped).containsExactly("old-5");
    assertThat(launcher.killed).containsExactly("old-5");
    assertThat(launcher.live()).contains("old-2", "old-3", "old-4").hasSize(4);
  }

  @Test
  void findsTheAdoptedWorkerThatDoesNotConsume_afterItWasTakenForReady() {
    PoolController pool = controller(settings(4, 8));
    launcher.adopts("old-1");
    launcher.hangs("old-1");
    adoptsIdle("old-2", "old-3", "old-4");
    run(pool, 45);
    assertThat(launcher.stopped).as("who it is cannot be told").containsExactly("old-4");
    run(pool, 60);
    assertThat(launcher.killed).containsExactly("old-1");
    assertThat(launcher.live()).contains("old-2", "old-3").hasSize(4);
  }

  @Test
  void takesNoAdoptedWorkerForReady_whoseProcessDoesNotRun() {
    PoolController pool = controller(settings(4, 8));
    launcher.adopts("old-1");
    launcher.hangs("old-1");
    launcher.isNotRunning("old-1");
    adoptsIdle("old-2", "old-3", "old-4");
    run(pool, 45);
    assertThat(launcher.stopped).containsExactly("old-1");
  }

  @Test
  void stopsNoMoreAdoptedWorkersThanTheBrokerMisses_inABusyPoolEither() {
    PoolController pool = controller(settings(4, 8));
    takes("x-1", queued()); // whose worker is not known, as if the broker was asked just before
    adoptsIdle("old-2", "old-3", "old-4");
    launcher.adopts("old-5");
    launcher.hangs("old-5");
    run(pool, 45);
    assertThat(launcher.stopped).containsExactly("old-5");
  }

  /** Their READY was told to the controller before. */
  private void adoptsIdle(String... ids) {
    broker.losesEvents(true);
    for (String id : ids) {
      launcher.adopts(id);
      broker.consumes(id);
    }
    broker.losesEvents(false);
  }

  private void run(PoolController pool, int seconds) {
    for (int second = 0; second < seconds; second++) {
      pool.reconcile();
      launcher.live().stream()
          .filter(id -> !id.startsWith("old") && !broker.hasConsumed(id))
          .forEach(broker::consumes);
      clock.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void takesNoOffenceAtAnAdoptedWorker_whoseJobNobodyHeardOf() {
    PoolController pool = controller(settings(1, 8));
    launcher.adopts("old-1"); // its READY and TAKEN were told to the controller before
    pool.reconcile();
    launcher.dies("old-1", new Exit.Exited(0));
    pool.reconcile();
    assertThat(launcher.launches()).as("no back-off").isEqualTo(1);
    assertThat(counter("oneshot.workers.failed.to.start")).isZero();
  }

  @Test
  void holdsBack_whenAnAdoptedWorkerBreaks() {
    PoolController pool = controller(settings(1, 8));
    launcher.adopts("old-1");
    pool.reconcile();
    launcher.dies("old-1", new Exit.Exited(64));
    pool.reconcile();
    assertThat(launcher.launches()).isZero();
  }

  @Test
  void countsAWorkerOnce_thatAnEarlierControllerHeardBecomingReady() {
    PoolController pool = controller(settings(3, 8));
    launcher.adopts("old-1");
    launcher.adopts("old-2");
    launcher.adopts("old-3"); // has not come so far
    broker.losesEvents(true);
    broker.consumes("old-1");
    broker.consumes("old-2");
    broker.losesEvents(false);
    pool.reconcile();
    assertThat(launcher.launches()).isZero();
    assertThat(pool.status().starting()).isEqualTo(1);
    takes("old-1", queued());
    pool.reconcile();
    assertThat(launcher.launches()).as("one idle and one starting are too few").isEqualTo(1);
  }

  @Test
  void doesNothing_whileTheBrokerIsAway_andRefillsAfterwards() {
    PoolController pool = healthy(settings(2, 8));
    broker.goesAway();
    launcher.live().forEach(id -> launcher.dies(id, new Exit.Exited(71)));
    pool.reconcile();
    assertThat(launcher.live()).isEmpty();
    assertThat(pool.status().condition())
        .isEqualTo(new PoolCondition.Blind("broker: connection refused"));
    broker.comesBack();
    clock.advance(Duration.ofSeconds(1));
    pool.reconcile();
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(launcher.live()).hasSize(2);
  }

  @Test
  void ignoresGarbageOnTheWire_eventsOfUnknownWorkers() {
    PoolController pool = healthy(settings(2, 8));
    broker.tell(new WorkerEvent("nobody", WorkerEvent.Phase.READY));
    broker.tell(new WorkerEvent("nobody", WorkerEvent.Phase.TAKEN));
    pool.reconcile();
    assertThat(launcher.live()).hasSize(2);
  }

  @Test
  void closesWithoutReplacingWhatEnds_andStillReportsIt() {
    PoolController pool = controller(settings(2, 8));
    pool.reconcile();
    Job job = takes("a-1", queued());
    pool.reconcile();
    int launches = launcher.launches();
    new WorkerPools(List.of(pool), launcher).close();
    assertThat(launcher.live()).isEmpty();
    assertThat(find(job).state()).isEqualTo(JobState.FAILED);
    pool.reconcile();
    assertThat(launcher.launches()).isEqualTo(launches);
    assertThat(counter("oneshot.workers.failed.to.start")).isZero();
  }

  @Test
  void takesNoteOfAWorker_whoseEventsComeBeforeTheLauncherShowsIt() {
    PoolController pool = controller(settings(0, 8));
    pool.reconcile();
    broker.consumes("old-1");
    broker.consumes("old-2");
    broker.tell(new WorkerEvent("old-2", WorkerEvent.Phase.TAKEN));
    broker.cancels("old-2");
    launcher.adopts("old-1");
    launcher.adopts("old-2");
    broker.losesEvents(true);
    pool.reconcile();
    assertThat(pool.status().starting()).isZero();
    assertThat(pool.status().idle()).isEqualTo(1);
  }

  // ---- two controllers

  @Test
  void twoControllersAgreeOnOnePool_withoutEndlesslyUndoingEachOther() {
    FakeLauncher other = new FakeLauncher("b", broker, clock);
    PoolController a = controller(settings(2, 8));
    PoolController b = controller("b", settings(2, 8), other, recovery);
    int launchesBefore = -1;
    for (int second = 0; second < 200; second++) {
      a.reconcile();
      b.reconcile();
      launcher.allBecomeReady();
      other.allBecomeReady();
      clock.advance(Duration.ofSeconds(1));
      if (second == 100) {
        launchesBefore = launcher.launches() + other.launches();
      }
    }
    assertThat(broker.consumers()).hasSize(2);
    assertThat(launcher.launches() + other.launches()).isEqualTo(launchesBefore);
    assertThat(launcher.killed).isEmpty();
    assertThat(other.killed).isEmpty();
  }

  @Test
  void twoControllersTouchNoWorkerOfEachOther() {
    FakeLauncher other = new FakeLauncher("b", broker, clock);
    PoolController a = healthy(settings(1, 8));
    PoolController b = controller("b", settings(1, 8), other, recovery);
    b.reconcile();
    assertThat(other.launches()).as("one is idle already").isZero();
    Job job = takes("a-1", queued());
    b.reconcile();
    assertThat(other.live()).as("whoever is first replaces").hasSize(1);
    a.reconcile();
    clock.advance(TestJobs.RUN_TIMEOUT.plusSeconds(10));
    b.reconcile();
    a.reconcile();
    seconds(a, 6);
    b.reconcile();
    assertThat(other.killed).isEmpty();
    assertThat(launcher.killed).containsExactly("a-1");
    a.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.TIMED_OUT);
  }

  @Test
  void countsOthersBusyWorkersTowardsTheMaximum() {
    FakeLauncher other = new FakeLauncher("b", broker, clock);
    PoolController b = controller("b", settings(1, 2), other, recovery);
    takes("x-1", queued());
    takes("x-2", queued());
    b.reconcile();
    assertThat(other.launches()).isZero();
    assertThat(b.status().condition()).isEqualTo(new PoolCondition.AtMaximum());
  }

  @Test
  void keepsItsOwnWorkersOnly_whereEveryControllerKeepsSome() {
    FakeLauncher other = new FakeLauncher("b", broker, clock);
    PoolController a = healthy(settings(2, 3).keptByEveryController());
    PoolController b = controller("b", settings(1, 3).keptByEveryController(), other, recovery);
    b.reconcile();
    other.allBecomeReady();
    b.reconcile();
    takes("a-1", queued());
    for (int second = 0; second < 60; second++) {
      a.reconcile();
      b.reconcile();
      launcher.allBecomeReady();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.live()).containsExactly("a-1", "a-2", "a-3");
    assertThat(other.live()).containsExactly("b-1");
    assertThat(a.status())
        .isEqualTo(new PoolStatus("default", 2, 3, 2, 0, 1, new PoolCondition.Healthy()));
    assertThat(b.status())
        .isEqualTo(new PoolStatus("default", 1, 3, 1, 0, 0, new PoolCondition.Healthy()));
  }

  // ---- changes of what is declared

  @Test
  void goesOnWithItsWorkers_whenItsSettingsChange() {
    PoolController pool = healthy(settings(1, 8));
    pool.keep(settings(3, 8));
    pool.reconcile();
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(launcher.live()).containsExactly("a-1", "a-2", "a-3");
    assertThat(pool.status().min()).isEqualTo(3);
  }

  @Test
  void stopsIdleWorkersAndLetsBusyOnesFinish_whenItLeaves() {
    PoolController pool = healthy(settings(2, 8));
    Job job = takes("a-1", queued());
    pool.reconcile();
    assertThat(pool.leave()).isFalse();
    queued();
    pool.reconcile();
    pool.reconcile();
    assertThat(launcher.stopped).containsExactlyInAnyOrder("a-2", "a-3");
    assertThat(launcher.live()).containsExactly("a-1");
    assertThat(pool.leave()).isFalse();
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.Leaving());
    assertThat(meters.find("oneshot.workers").gauges()).isEmpty();

    launcher.dies("a-1", new Exit.Signalled(9));
    pool.reconcile();
    assertThat(find(job).state()).isEqualTo(JobState.FAILED);
    assertThat(pool.leave()).isTrue();
    assertThat(counter("oneshot.workers.launched")).isEqualTo(3);
  }

  @Test
  void comesBack_whenItIsDeclaredAgainBeforeItHasLeft() {
    PoolController pool = healthy(settings(1, 8));
    takes("a-1", queued());
    assertThat(pool.leave()).isFalse();
    pool.reconcile();
    pool.keep(settings(1, 8));
    pool.reconcile();
    launcher.allBecomeReady();
    pool.reconcile();
    assertThat(pool.status().condition()).isEqualTo(new PoolCondition.Healthy());
    assertThat(gauge("idle")).isEqualTo(1);
  }

  // ---- two controllers of the same pods, as when two think that they lead

  @Test
  void twoControllersOfTheSamePods_haveASurplusOfOneBatchAtMost_andSettle() {
    PoolController a = controller(settings(2, 8));
    PoolController b = controller("b", settings(2, 8), launcher, recovery);
    broker.losesEvents(true);
    launcher.hidesLaunches(true); // each launches before it sees the other's
    a.reconcile();
    b.reconcile();
    launcher.hidesLaunches(false);
    assertThat(launcher.live()).hasSize(4);
    for (int second = 0; second < 60; second++) {
      a.reconcile();
      b.reconcile();
      launcher.allBecomeReady();
      assertThat(launcher.live()).hasSizeBetween(2, 4);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.live()).hasSize(2);
    assertThat(launcher.killed).isEmpty();
  }

  @Test
  void twoControllersOfTheSamePods_endNoBusyOne_andReportADeathOnce() {
    PoolController a = controller(settings(2, 8));
    PoolController b = controller("b", settings(2, 8), launcher, recovery);
    a.reconcile();
    b.reconcile();
    launcher.allBecomeReady();
    Job job = takes("a-1", queued());
    for (int second = 0; second < 40; second++) {
      a.reconcile();
      b.reconcile();
      launcher.allBecomeReady();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(launcher.stopped).doesNotContain("a-1");
    assertThat(launcher.killed).isEmpty();
    launcher.dies("a-1", new Exit.OutOfMemory());
    a.reconcile();
    b.reconcile();
    assertThat(find(job).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(ended).hasSize(1);
  }

  @Test
  void aNewControllerTakesOverWhatItFinds_andLaunchesWhatIsMissingOnly() {
    PoolController a = healthy(settings(3, 8));
    takes("a-1", queued());
    a.reconcile();
    launcher.allBecomeReady();
    a.close();
    launcher.dies("a-2", new Exit.Exited(0));
    PoolController b = controller("b", settings(3, 8), launcher, recovery);
    b.reconcile();
    b.reconcile();
    assertThat(launcher.live()).hasSize(4);
    assertThat(launcher.launches()).isEqualTo(5);
    assertThat(launcher.stopped).isEmpty();
  }

  // ---- meters

  @Test
  void measuresWhatItDoes() {
    PoolController pool = controller(settings(2, 8));
    pool.reconcile();
    clock.advance(Duration.ofMillis(120));
    launcher.allBecomeReady();
    pool.reconcile();
    takes("a-1", queued());
    pool.reconcile();
    assertThat(counter("oneshot.workers.launched")).isEqualTo(3);
    assertThat(meters.get("oneshot.worker.start").timer().count()).isEqualTo(2);
    assertThat(meters.get("oneshot.worker.start").timer().max(TimeUnit.MILLISECONDS))
        .isEqualTo(120);
    assertThat(gauge("idle")).isEqualTo(1);
    assertThat(gauge("starting")).isEqualTo(1);
    assertThat(gauge("busy")).isEqualTo(1);
    assertThat(meters.get("oneshot.pool.min").gauge().value()).isEqualTo(2);
  }

  // ---- what workers and callers do

  private PoolController healthy(PoolSettings settings) {
    return healthy(settings, recovery);
  }

  private PoolController healthy(PoolSettings settings, RecoveryStore store) {
    PoolController pool = controller("a", settings, launcher, store);
    pool.reconcile();
    launcher.allBecomeReady();
    pool.reconcile();
    return pool;
  }

  private PoolController controller(PoolSettings settings) {
    return controller("a", settings, launcher, recovery);
  }

  private PoolController controller(
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

  private static PoolSettings settings(int min, int max) {
    return PoolSettings.of("default")
        .withSize(min, max)
        .withLaunches(20, 20, Duration.ofSeconds(30));
  }

  private Job queued() {
    return queued(RetryPolicy.AT_MOST_ONCE);
  }

  private Job queued(RetryPolicy retry) {
    Job job = TestJobs.queued("default", clock.instant(), retry);
    jobs.insert(job, clock.instant().plusSeconds(60));
    return job;
  }

  private JobId pendingId() {
    return recovery.dueForPublishing(clock.instant().plusSeconds(120), 1).getFirst().id();
  }

  private Job takes(String workerId, Job job) {
    broker.cancels(workerId);
    ClaimOutcome outcome =
        claims.claim(job.id(), new Worker(workerId, 1, null, "here", null), ClaimToken.random());
    broker.tell(new WorkerEvent(workerId, WorkerEvent.Phase.TAKEN));
    return ((ClaimOutcome.Claimed) outcome).job();
  }

  private void finishes(Job held) {
    claims.finish(held, new Ending.Succeeded(Payload.empty("text/plain")), null);
  }

  private Job find(Job job) {
    return jobs.find(job.id()).orElseThrow();
  }

  private static JobError error(Job job) {
    return Objects.requireNonNull(job.error());
  }

  private static String logsOf(Job job) {
    Payload text = Objects.requireNonNull(job.logs()).text();
    return StandardCharsets.UTF_8.decode(((Payload.Inline) text.content()).bytes()).toString();
  }

  private double counter(String name) {
    return meters.get(name).counter().count();
  }

  private double gauge(String state) {
    return meters.get("oneshot.workers").tag("state", state).gauge().value();
  }
}
