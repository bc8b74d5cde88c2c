package dev.oneshot.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-27T22:08:15.123456789Z",
        "2026-11-27T22:08:15.123Z",
        "2026-11-27T22:08:15Z",
        "2026-11-27T22:08:00.001Z",
        "2026-11-27T22:08:00Z",
        "2026-11-27T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
      })
  void writesWhatThePlatformWrites(String time) {
    assertThat(IsoTime.of(Instant.parse(time))).isEqualTo(time);
  }
}
