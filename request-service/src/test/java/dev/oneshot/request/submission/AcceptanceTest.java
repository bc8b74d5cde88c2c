package dev.oneshot.request.submission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcceptanceTest {
  private final Acceptance acceptance = new Acceptance();

  @Test
  void isNeverRefused_onceGiven() {
    assertThat(acceptance.accept()).isTrue();

    assertThat(acceptance.refuse()).isFalse();
    assertThat(acceptance.accept()).isTrue();
    assertThat(Acceptance.given().refuse()).isFalse();
  }

  @Test
  void isNeverGiven_onceRefused() {
    assertThat(acceptance.refuse()).isTrue();

    assertThat(acceptance.accept()).isFalse();
  }
}
