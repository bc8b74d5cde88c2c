package dev.oneshot.message;

import dev.oneshot.job.JobId;
import java.util.Objects;

/**
 * Tells a worker that a job is waiting; nothing but a hint. On the wire: {@code
 * {"job":"7f1c0e0a-…"}}.
 *
 * @param job whose record says everything else
 */
public record Assignment(JobId job) {
  public Assignment {
    Objects.requireNonNull(job, "job");
  }
}
