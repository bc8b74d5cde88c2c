package dev.oneshot.job;

import dev.oneshot.payload.Payload;
import java.util.Objects;

/** How an attempt ended, as the one who held the claim reports it. */
public sealed interface Ending {
  /** The state a job takes by this ending when no further attempt follows. */
  JobState state();

  record Succeeded(Payload result) implements Ending {
    public Succeeded {
      Objects.requireNonNull(result, "result");
    }

    @Override
    public JobState state() {
      return JobState.DONE;
    }
  }

  record Failed(JobError error) implements Ending {
    public Failed {
      Objects.requireNonNull(error, "error");
    }

    @Override
    public JobState state() {
      return JobState.FAILED;
    }
  }

  record TimedOut(JobError error) implements Ending {
    public TimedOut {
      Objects.requireNonNull(error, "error");
    }

    @Override
    public JobState state() {
      return JobState.TIMED_OUT;
    }
  }

  record Cancelled() implements Ending {
    @Override
    public JobState state() {
      return JobState.CANCELLED;
    }
  }
}
