package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Job;
import dev.oneshot.pool.launch.Exit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Workers that cannot start, or not in time. */
class PoolStartFailuresTest extends SteppedPool {
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
}
