package dev.oneshot.request.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.shutdown.*}.
 *
 * @param delay how long calls are still taken after a shutdown began
 */
@ConfigurationProperties("oneshot.shutdown")
public record ShutdownProperties(@DefaultValue("0s") Duration delay) {
  public ShutdownProperties {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("oneshot.shutdown.delay must not be negative");
    }
  }
}
