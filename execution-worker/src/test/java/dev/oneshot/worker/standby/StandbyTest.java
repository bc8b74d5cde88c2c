package dev.oneshot.worker.standby;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StandbyTest {
  @Test
  void doesOnItsThreadWhatItIsGiven_andEnds() throws Exception {
    for (int i = 0; i < 100; i++) { // given at once, or when it has long waited
      Standby standby = Standby.start("function");
      assertThat(standby.isUsed()).isFalse();
      if (i % 10 == 0) {
        Thread.sleep(5);
      }
      CompletableFuture<Thread> ran = new CompletableFuture<>();

      Thread thread = standby.run(() -> ran.complete(Thread.currentThread()));

      assertThat(ran.get(10, TimeUnit.SECONDS)).isSameAs(thread);
      assertThat(thread.getName()).isEqualTo("function");
      assertThat(thread.isDaemon()).isTrue();
      assertThat(standby.isUsed()).isTrue();
      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }
  }
}
