package dev.oneshot.request.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.retention.*}. How long things are kept is said by each function.
 *
 * @param interval between two looks for what has been kept long enough
 */
@ConfigurationProperties("oneshot.retention")
public record RetentionProperties(@DefaultValue("10s") Duration interval) {
  public RetentionProperties {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("oneshot.retention.interval must be above zero");
    }
  }
}
