package dev.oneshot.worker.execution;

import dev.oneshot.job.JobError;
import dev.oneshot.payload.Payload;

/** How a function's run ended. */
public sealed interface FunctionOutcome {
  /** The function gave its result, and the store has it. */
  record Returned(Payload result) implements FunctionOutcome {}

  record Failed(JobError error) implements FunctionOutcome {}
}
