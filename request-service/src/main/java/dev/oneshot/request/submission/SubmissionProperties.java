package dev.oneshot.request.submission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.submission.*}.
 *
 * @param maxBacklog jobs that may be queued for a pool; more calls of its functions are answered
 *     503. Also how many may be queued for a function with {@code max-running} that does not
 *     declare {@code max-queued}
 * @param maxTotalBacklog jobs that may be queued in all, so that the store can hold them
 * @param republishAfter when a recovery loop publishes a job whose publication nobody confirmed
 */
@ConfigurationProperties("oneshot.submission")
public record SubmissionProperties(
    @DefaultValue("20000") long maxBacklog,
    @DefaultValue("100000") long maxTotalBacklog,
    @DefaultValue("10s") Duration republishAfter) {
  public SubmissionProperties {
    if (maxBacklog < 1) {
      throw new IllegalArgumentException("oneshot.submission.max-backlog must be above zero");
    }
    if (maxTotalBacklog < 1) {
      throw new IllegalArgumentException("oneshot.submission.max-total-backlog must be above zero");
    }
    if (!republishAfter.isPositive()) {
      throw new IllegalArgumentException("oneshot.submission.republish-after must be above zero");
    }
  }
}
