package dev.oneshot.request.submission;

import dev.oneshot.job.JobId;
import java.time.Instant;
import java.util.Objects;

/**
 * The first call with an {@code Idempotency-Key}.
 *
 * @param fingerprint of its payload and content type; another one under the same key is refused
 * @param expireAt when the key may be used anew
 */
public record KeyUse(String function, String key, JobId job, String fingerprint, Instant expireAt) {
  public KeyUse {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(expireAt, "expireAt");
  }
}
