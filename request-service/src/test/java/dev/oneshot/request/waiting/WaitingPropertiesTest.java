package dev.oneshot.request.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitingPropertiesTest {
  @Test
  void letsAsManyWait_asTwoThirdsOfTheHeapHold() {
    assertThat(WaitingProperties.fitting(512L << 20)).isEqualTo(2730);
    assertThat(WaitingProperties.fitting(2L << 30)).isEqualTo(10_922);
    assertThat(WaitingProperties.fitting(1)).isEqualTo(1);
    assertThat(WaitingProperties.fitting(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }
}
