package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.pool.launch.Exit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pool that is declared anew, leaves or is closed, or whose workers are outdated. */
class PoolChangesTest extends SteppedPool {
  // ---- what is declared

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
}
