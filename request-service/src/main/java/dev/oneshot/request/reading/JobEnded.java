package dev.oneshot.request.reading;

import dev.oneshot.job.Job;
import java.util.Objects;

/**
 * Published within this replica when a job was ended by a request to it. Whoever waits for the job,
 * here or elsewhere, is to be told.
 *
 * @param job as it stands, in a terminal state
 */
public record JobEnded(Job job) {
  public JobEnded {
    Objects.requireNonNull(job, "job");
  }
}
