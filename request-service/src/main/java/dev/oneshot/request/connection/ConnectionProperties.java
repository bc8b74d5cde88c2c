package dev.oneshot.request.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.connection.*}.
 *
 * @param minBytesPerSecond of a request, headers and body alike, below which its connection is
 *     given up once its sender has been waited for as long as {@code slowGrace}; 0: any speed
 */
@ConfigurationProperties("oneshot.connection")
public record ConnectionProperties(
    @DefaultValue("1024") long minBytesPerSecond, @DefaultValue("10s") Duration slowGrace) {
  public ConnectionProperties {
    if (minBytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "oneshot.connection.min-bytes-per-second must not be negative");
    }
    if (slowGrace.isNegative()) {
      throw new IllegalArgumentException("oneshot.connection.slow-grace must not be negative");
    }
  }
}
