package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.pool.launch.Exit;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many workers a pool has, and how that is measured. */
class PoolSizeTest extends SteppedPool {
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

  private JobId pendingId() {
    return recovery.dueForPublishing(clock.instant().plusSeconds(120), Set.of(), 1).getFirst().id();
  }
}
