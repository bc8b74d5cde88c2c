package dev.oneshot.request.messaging.rabbit;

import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while nobody consumes this replica's replies: callers would wait for polls only. */
final class RepliesHealthIndicator implements HealthIndicator {
  private final SimpleMessageListenerContainer container;

  RepliesHealthIndicator(SimpleMessageListenerContainer container) {
    this.container = container;
  }

  @Override
  public Health health() {
    return container.getActiveConsumerCount() > 0
        ? Health.up().build()
        : Health.down().withDetail("reason", "the reply queue has no consumer").build();
  }
}
