package dev.oneshot.request.replica;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that were renamed or misspelt, of which nobody would hear otherwise. */
class UnknownSettingsIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "oneshot.submission.min-bytes-per-second",
        "oneshot.submission.slow-body-grace",
        "oneshot.waiting.max-cals",
        "oneshot.broker.url",
        "oneshot.store.databse"
      })
  void endTheStart(String name) throws IOException {
    try (Site site = Site.onSharedBroker()) {
      assertThatThrownBy(() -> site.replica("--" + name + "=1"))
          .rootCause()
          .hasMessageContaining("There is no such setting")
          .hasMessageContaining(name);
    }
  }
}
