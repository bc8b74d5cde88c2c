package dev.oneshot.request.submission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.submission.*}.
 *
 * @param maxBacklog jobs that may be queued for a pool; more calls of its functions are answered
 *     503
 * @param republishAfter when a recovery loop publishes a job whose publication nobody confirmed
 */
@ConfigurationProperties("oneshot.submission")
public record SubmissionProperties(
    @DefaultValue("20000") long maxBacklog, @DefaultValue("10s") Duration republishAfter) {
  public SubmissionProperties {
    if (maxBacklog < 1) {
      throw new IllegalArgumentException("oneshot.submission.max-backlog must be above zero");
    }
    if (!republishAfter.isPositive()) {
      throw new IllegalArgumentException("oneshot.submission.republish-after must be above zero");
    }
  }
}
