package dev.oneshot.job;

import java.util.Optional;

/**
 * How a worker's process ended, as its exit code says. Workers end with one of these; launchers
 * read it to tell what became of the job. Any other code from 1 to 127 while a job ran is the
 * function's own doing; 128 plus a signal's number is a worker that was killed.
 *
 * <p>Codes from 64 on follow sysexits.h where that has a word for it.
 */
public enum WorkerExit {
  /** Has done its jobs, or was asked to stop. */
  DONE(0),
  SETTINGS_WRONG(64),
  /** Broker or store cannot be reached at start. */
  UNREACHABLE(69),
  /** An error of the worker itself. */
  INNER_ERROR(70),
  /** Broker or store was lost before a claim was known of, or for too long to report an end. */
  CONNECTION_LOST(71),
  /** Somebody else holds the job by now; nothing was reported. */
  CLAIM_LOST(72),
  /** The run deadline ended the function; that was reported. */
  DEADLINE(73),
  /** A cancel ended the function; that was reported. */
  CANCELLED(74),
  /** The heap was exhausted, and even that could not be reported. */
  OUT_OF_MEMORY(75);

  private final int code;

  WorkerExit(int code) {
    this.code = code;
  }

  /** The process's exit code, 0 to 127. */
  public int code() {
    return code;
  }

  /** Empty for a code that no worker ends with by itself. */
  public static Optional<WorkerExit> of(int code) {
    for (WorkerExit exit : values()) {
      if (exit.code == code) {
        return Optional.of(exit);
      }
    }
    return Optional.empty();
  }
}
