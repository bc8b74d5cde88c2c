package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.pool.launch.Exit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A pool that several controllers keep, one after the other or at once. */
class SeveralControllersTest extends SteppedPool {
  // ---- one after the other

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

  // ---- side by side

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

  // ---- of the same pods, as when two think that they lead

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
}
