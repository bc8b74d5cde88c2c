package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final long MILLI = 1_000_000;

  @Test
  void startsCalls_thoughEarlierOnesHaveNotEnded() throws Exception {
    CountDownLatch all = new CountDownLatch(3);

    var answers =
        OpenLoop.run(
            new long[] {0, MILLI, 2 * MILLI},
            () -> {
              all.countDown();
              return all.await(10, TimeUnit.SECONDS);
            },
            () -> {});

    assertThat(answers).hasSize(3).allMatch(answer -> answer.value());
  }

  @Test
  void countsFromTheIntendedStart() throws Exception {
    var answers = OpenLoop.run(new long[] {-500 * MILLI, 20 * MILLI}, () -> "done", () -> {});

    assertThat(answers.getFirst().nanos()).isGreaterThanOrEqualTo(500 * MILLI);
    assertThat(answers.getFirst().lateNanos()).isGreaterThanOrEqualTo(500 * MILLI);
    assertThat(answers.getLast().lateNanos()).isNotNegative();
    assertThat(answers.getLast().nanos()).isGreaterThanOrEqualTo(answers.getLast().lateNanos());
  }

  @Test
  void tellsOfEveryArrival() throws Exception {
    AtomicInteger arrived = new AtomicInteger();

    OpenLoop.run(new long[] {0, 0, 0, 0}, () -> 1, arrived::incrementAndGet);

    assertThat(arrived).hasValue(4);
  }

  @Test
  void failsWithTheCallThatFailed() {
    assertThatThrownBy(() ->
            OpenLoop.run(
                new long[] {0},
                () -> {
                  throw new IllegalStateException("status 503");
                },
                () -> {}))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("status 503");
  }
}
