package dev.oneshot.request.messaging.rabbit;

import dev.oneshot.topology.Topology;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.messaging.*}.
 *
 * @param confirmTimeout how long the broker may take to confirm an assignment before its outcome counts as unknown
 * @param pools whose queues are declared; functions may name these only
 */
@ConfigurationProperties("oneshot.messaging")
public record MessagingProperties(
    @DefaultValue("3s") Duration confirmTimeout,
    @DefaultValue(Topology.DEFAULT_POOL) List<String> pools) {
  public MessagingProperties {
    if (!confirmTimeout.isPositive()) {
      throw new IllegalArgumentException("oneshot.messaging.confirm-timeout must be above zero");
    }
    pools = List.copyOf(pools);
  }
}
