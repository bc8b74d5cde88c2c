package dev.oneshot.request.messaging.rabbit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.broker.*}.
 *
 * @param uri of one node, or of several with commas between them. Not checked here: Boot would
 *     repeat a value that is refused, and this one has a password in it
 */
@ConfigurationProperties("oneshot.broker")
record BrokerProperties(@DefaultValue("amqp://guest:guest@127.0.0.1:5672") String uri) {
  /** Without the password. */
  @Override
  public String toString() {
    return "BrokerProperties";
  }
}
