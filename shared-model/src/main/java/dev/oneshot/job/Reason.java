package dev.oneshot.job;

/**
 * Why a job stands where it stands; the name is the stable code that callers see.
 *
 * <table>
 *   <caption>What a class of failure does</caption>
 *   <tr><th>class</th><th>retried</th><th>HTTP status of a waiting call</th></tr>
 *   <tr><td>CALLER</td><td>never</td><td>409 (cancelled), 502 (result too large)</td></tr>
 *   <tr><td>EXTERNAL</td><td>where the function is declared {@code retry-on-error}, {@link #RUN_TIMEOUT} never</td><td>502, 504 for timeouts</td></tr>
 *   <tr><td>PLATFORM</td><td>while attempts are left, {@link #FUNCTION_UNAVAILABLE} and {@link #PAYLOAD_DAMAGED} never</td><td>502</td></tr>
 *   <tr><td>CAPACITY</td><td>by the caller</td><td>503, 504 (queue), 507 (store full)</td></tr>
 * </table>
 */
public enum Reason {
  /** Nobody started it before its queue deadline. */
  QUEUE_TIMEOUT(FailureClass.CAPACITY),
  /** The attempt ran past its run deadline or the job past its total deadline. */
  RUN_TIMEOUT(FailureClass.EXTERNAL),
  /** The function threw, or ended the worker's process itself. */
  FUNCTION_ERROR(FailureClass.EXTERNAL),
  /** The declared handler cannot be loaded by the worker. */
  FUNCTION_UNAVAILABLE(FailureClass.PLATFORM, false),
  OUT_OF_MEMORY(FailureClass.EXTERNAL),
  /** The node took the worker's place away: its disk allowance was exceeded or it was evicted. */
  EVICTED(FailureClass.EXTERNAL),
  /** The worker died or was cut off; whether the function had side effects is unknown. */
  WORKER_LOST(FailureClass.PLATFORM),
  RESULT_TOO_LARGE(FailureClass.CALLER),
  /** The store has no room for the result. */
  STORE_FULL(FailureClass.CAPACITY),
  /** The stored payload is missing or damaged. */
  PAYLOAD_DAMAGED(FailureClass.PLATFORM, false),
  CANCELLED_BY_CALLER(FailureClass.CALLER),
  /** The broker did not take the assignment. */
  NOT_QUEUED(FailureClass.CAPACITY);

  /** Who is at fault, which decides about retries and HTTP status. */
  public enum FailureClass {
    CALLER,
    PLATFORM,
    CAPACITY,
    EXTERNAL
  }

  private final FailureClass failureClass;
  private final boolean mayPassByItself;

  Reason(FailureClass failureClass) {
    this(failureClass, true);
  }

  Reason(FailureClass failureClass, boolean mayPassByItself) {
    this.failureClass = failureClass;
    this.mayPassByItself = mayPassByItself;
  }

  public FailureClass failureClass() {
    return failureClass;
  }

  /** Whether another attempt is in order, attempts and time permitting. */
  boolean isRetriedUnder(RetryPolicy policy) {
    return switch (failureClass) {
      case PLATFORM -> mayPassByItself;
      case EXTERNAL -> policy.onError() && this != RUN_TIMEOUT;
      case CALLER, CAPACITY -> false;
    };
  }
}
