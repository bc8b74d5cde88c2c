package dev.oneshot.request.messaging.rabbit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.messaging.*}.
 *
 * @param confirmTimeout how long the broker may take to confirm an assignment before its outcome
 *     counts as unknown
 */
@ConfigurationProperties("oneshot.messaging")
public record MessagingProperties(@DefaultValue("3s") Duration confirmTimeout) {
  public MessagingProperties {
    if (!confirmTimeout.isPositive()) {
      throw new IllegalArgumentException("oneshot.messaging.confirm-timeout must be above zero");
    }
  }
}
