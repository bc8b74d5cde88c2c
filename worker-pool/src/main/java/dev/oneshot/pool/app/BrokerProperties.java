package dev.oneshot.pool.app;

import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code oneshot.broker.*}.
 *
 * @param uri not checked here: Boot would repeat a value that is refused, and this one has a
 *     password in it
 */
@ConfigurationProperties("oneshot.broker")
record BrokerProperties(String uri) {
  BrokerProperties {
    Objects.requireNonNull(uri, "uri");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "BrokerProperties";
  }
}
