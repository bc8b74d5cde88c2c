package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.pool.launch.Exit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a pool makes of it when it cannot see or hear everything. */
class PoolOutagesTest extends SteppedPool {
  // ---- broker, store or launcher are away

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

  // ---- lost hints

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
  void ignoresGarbageOnTheWire_eventsOfUnknownWorkers() {
    PoolController pool = healthy(settings(2, 8));
    broker.tell(new WorkerEvent("nobody", WorkerEvent.Phase.READY));
    broker.tell(new WorkerEvent("nobody", WorkerEvent.Phase.TAKEN));
    pool.reconcile();
    assertThat(launcher.live()).hasSize(2);
  }
}
