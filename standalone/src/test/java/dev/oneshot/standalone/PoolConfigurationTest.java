package dev.oneshot.standalone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolConfigurationTest {
  @Test
  void doesNotRepeatTheBrokersAddress() {
    try (Servers servers =
        Servers.start(
            Map.of("ONESHOT_BROKER_URI", "amqp://u:secret%@a", "ONESHOT_STORE_URI", "mongodb://a"),
            1)) {
      assertThatThrownBy(() -> new PoolConfiguration().jobAnnouncer(servers))
          .hasMessageContaining("ONESHOT_BROKER_URI")
          .hasMessageNotContaining("secret")
          .hasNoCause();
    }
  }
}
