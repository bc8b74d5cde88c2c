package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GoalTest {
  @Test
  void isReached_upToAndWithItsLimit() {
    assertThat(Goal.atMost("ms", 4, 4).isReached()).isTrue();
    assertThat(Goal.atMost("ms", 4, 4.01).isReached()).isFalse();
    assertThat(Goal.atLeast("jobs/s", 14, 14).isReached()).isTrue();
    assertThat(Goal.atLeast("jobs/s", 14, 13.9).isReached()).isFalse();
  }

  @Test
  void isNotReached_whenNothingWasMeasured() {
    assertThat(Goal.atMost("ms", 4, Double.NaN).isReached()).isFalse();
    assertThat(Goal.atLeast("jobs/s", 14, Double.NaN).isReached()).isFalse();
  }

  @Test
  void saysItsLimit_asItWasStated() {
    assertThat(Goal.atLeast("ratio", 0.6, 0.5).aim()).isEqualTo(">= 0.6");
    assertThat(Goal.atMost("ms", 100, 90).onReferenceMachine().aim())
        .isEqualTo("<= 100 on the reference machine");
  }
}
