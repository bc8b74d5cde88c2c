package dev.oneshot.job;

/**
 * Where a job stands. {@link #canBecome} is the one table of allowed transitions; every store goes
 * through it.
 *
 * <pre>
 * QUEUED  → RUNNING | TIMED_OUT | CANCELLED | REJECTED
 * RUNNING → DONE | FAILED | TIMED_OUT | CANCELLED | QUEUED (recovery, retry or hand-back)
 * </pre>
 */
public enum JobState {
  QUEUED,
  RUNNING,
  DONE,
  FAILED,
  TIMED_OUT,
  CANCELLED,
  /** Refused with a 503 before anybody could take it; it never runs. */
  REJECTED;

  /** A terminal state never changes again. */
  public boolean isTerminal() {
    return switch (this) {
      case QUEUED, RUNNING -> false;
      case DONE, FAILED, TIMED_OUT, CANCELLED, REJECTED -> true;
    };
  }

  public boolean canBecome(JobState next) {
    return switch (this) {
      case QUEUED ->
          switch (next) {
            case RUNNING, TIMED_OUT, CANCELLED, REJECTED -> true;
            case QUEUED, DONE, FAILED -> false;
          };
      case RUNNING ->
          switch (next) {
            case DONE, FAILED, TIMED_OUT, CANCELLED, QUEUED -> true;
            case RUNNING, REJECTED -> false;
          };
      case DONE, FAILED, TIMED_OUT, CANCELLED, REJECTED -> false;
    };
  }
}
