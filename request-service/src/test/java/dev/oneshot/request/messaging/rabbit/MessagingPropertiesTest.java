package dev.oneshot.request.messaging.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class MessagingPropertiesTest {
  private static MessagingProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("oneshot.messaging", MessagingProperties.class);
  }

  @Test
  void hasDefaultAndTakesSetting() {
    assertThat(bound(Map.of())).isEqualTo(new MessagingProperties(Duration.ofSeconds(3)));
    assertThat(bound(Map.of("oneshot.messaging.confirm-timeout", "4s")))
        .isEqualTo(new MessagingProperties(Duration.ofSeconds(4)));
    assertThatThrownBy(() -> new MessagingProperties(Duration.ZERO))
        .hasMessageContaining("oneshot.messaging.confirm-timeout");
  }
}
