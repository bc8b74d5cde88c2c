package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that live but do not consume: which one it is has to be found out. */
class PoolSuspectsTest extends SteppedPool {
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
}
