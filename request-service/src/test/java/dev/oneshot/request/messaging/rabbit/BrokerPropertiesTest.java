package dev.oneshot.request.messaging.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BrokerPropertiesTest {
  private static BrokerProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("oneshot.broker", BrokerProperties.class);
  }

  @Test
  void hasDefaultAndTakesSetting() {
    assertThat(bound(Map.of()).uri()).isEqualTo("amqp://guest:guest@127.0.0.1:5672");
    assertThat(bound(Map.of("oneshot.broker.uri", "amqp://a:b@c")).uri()).isEqualTo("amqp://a:b@c");
  }

  @Test
  void keepsThePasswordToItself() {
    assertThat(new BrokerProperties("amqp://u:secret@a").toString()).doesNotContain("secret");
  }
}
