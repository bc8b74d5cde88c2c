package dev.oneshot.request.recovery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.recovery.*}.
 *
 * @param interval between two rounds of the recovery loop
 */
@ConfigurationProperties("oneshot.recovery")
public record RecoveryProperties(@DefaultValue("1s") Duration interval) {
  public RecoveryProperties {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("oneshot.recovery.interval must be above zero");
    }
  }
}
