package dev.oneshot.request.recovery;

import dev.oneshot.job.Lease;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.recovery.*}.
 *
 * @param interval between two rounds of the recovery loop, at most 5 s: it tells outages of the
 *     store by the gaps between its looks
 */
@ConfigurationProperties("oneshot.recovery")
public record RecoveryProperties(@DefaultValue("1s") Duration interval) {
  public RecoveryProperties {
    if (!interval.isPositive() || interval.compareTo(Lease.RENEWAL) > 0) {
      throw new IllegalArgumentException(
          "oneshot.recovery.interval must lie above zero and not above 5s");
    }
  }
}
