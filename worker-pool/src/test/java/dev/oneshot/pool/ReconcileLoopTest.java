package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconcileLoopTest {
  private static final Duration SOON = Duration.ofMillis(200);

  private final AtomicInteger steps = new AtomicInteger();

  private ReconcileLoop started() {
    ReconcileLoop loop = new ReconcileLoop("test", steps::incrementAndGet, Duration.ofHours(1));
    loop.start();
    await().until(() -> steps.get() == 1);
    return loop;
  }

  @Test
  void wakesOnce_forAllThatHappensMeanwhile() {
    try (ReconcileLoop loop = started()) {
      long start = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        loop.wakeWithin(SOON);
      }

      await().until(() -> steps.get() == 2);

      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SOON.toNanos());
    }
    assertThat(steps).as("the last step is over").hasValue(2);
  }

  @Test
  void wakesAtOnce_alsoWhileItIsToWakeLater() {
    try (ReconcileLoop loop = started()) {
      loop.wakeWithin(Duration.ofSeconds(5));
      loop.wake();

      await().atMost(Duration.ofSeconds(4)).until(() -> steps.get() == 2);
    }
  }

  @Test
  void stepsOnceMore_afterAWakeInTheMiddleOfAStep() {
    Semaphore goesOn = new Semaphore(0);
    try (ReconcileLoop loop =
        new ReconcileLoop(
            "test",
            () -> {
              steps.incrementAndGet();
              goesOn.acquireUninterruptibly();
            },
            Duration.ofHours(1))) {
      loop.start();
      await().until(() -> steps.get() == 1);
      loop.wake();
      goesOn.release(2);

      await().until(() -> steps.get() == 2);
    }
  }
}
