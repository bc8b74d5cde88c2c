package dev.oneshot.request.messaging.rabbit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.messaging.*}.
 *
 * @param confirmTimeout how long the broker may take to confirm an assignment before its outcome
 *     counts as unknown; at most 4 s, so that a call that waits for nothing else learns it
 */
@ConfigurationProperties("oneshot.messaging")
public record MessagingProperties(@DefaultValue("3s") Duration confirmTimeout) {
  private static final Duration LONGEST = Duration.ofSeconds(4);

  public MessagingProperties {
    if (!confirmTimeout.isPositive() || confirmTimeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "oneshot.messaging.confirm-timeout must lie above zero and not above 4s");
    }
  }
}
