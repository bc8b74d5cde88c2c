package dev.oneshot.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptTest {
  @ParameterizedTest
  @CsvSource({
    // by the server's clock, since the claim was asked for, left
    "PT2S,     PT0.01S, PT2S",
    "PT1.995S, PT0.01S, PT1.995S",
    "PT8H,     PT0.01S, PT2S", // the machine slept, and its monotonic clock with it
    "PT-3S,    PT0.01S, PT1.99S", // the server's clock was set forward
    "PT-17S,   PT19S,   PT-17S", // a claim whose answer was lost, found after an election
  })
  void countsARunFromItsClaim_whateverTheServersClockSays(
      Duration byServer, Duration sinceAsked, Duration left) {
    assertThat(Attempt.leftNanos(Duration.ofSeconds(2), byServer, sinceAsked.toNanos()))
        .isEqualTo(left.toNanos());
  }
}
