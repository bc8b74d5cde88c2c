package dev.oneshot.job;

import java.time.Duration;
import java.util.Objects;

/**
 * What a job runs: the function's declaration as it was when the call came, so that a later change
 * of the declaration does not touch jobs that were accepted before.
 *
 * @param function the declared name, e.g. {@code code-scan}
 * @param handler the class that implements it, e.g. {@code dev.oneshot.examples.echo.Echo}
 * @param pool whose workers run it
 * @param runTimeout of one attempt, above zero
 * @param maxResultBytes above which the attempt fails with {@link Reason#RESULT_TOO_LARGE}
 * @param resultType content type of a result whose function names none
 */
public record Task(
    String function,
    String handler,
    String pool,
    Duration runTimeout,
    RetryPolicy retry,
    long maxResultBytes,
    String resultType,
    Retention retention) {
  public Task {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(resultType, "resultType");
    Objects.requireNonNull(retention, "retention");
    if (!runTimeout.isPositive()) {
      throw new IllegalArgumentException("runTimeout must be above zero");
    }
    if (maxResultBytes < 0) {
      throw new IllegalArgumentException("maxResultBytes must not be negative");
    }
  }
}
