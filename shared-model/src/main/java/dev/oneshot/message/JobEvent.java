package dev.oneshot.message;

import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import java.util.Objects;

/**
 * Tells whoever waits that a job has ended; nothing but a hint, the record is read again. On the
 * wire: {@code {"job":"7f1c0e0a-…","attempt":1,"state":"DONE"}}.
 */
public record JobEvent(JobId job, int attempt, JobState state) {
  public JobEvent {
    Objects.requireNonNull(job, "job");
    if (!state.isTerminal()) {
      throw new IllegalArgumentException("only an end is told, not " + state);
    }
  }
}
