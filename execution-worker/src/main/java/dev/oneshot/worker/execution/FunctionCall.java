package dev.oneshot.worker.execution;

import dev.oneshot.payload.PayloadWriter;
import java.io.InputStream;
import java.util.Map;

/**
 * One call of a function.
 *
 * @param handler {@code pkg.Class} or {@code pkg.Class::handleRequest}
 * @param function the declared name
 * @param deadlineNanos on {@link System#nanoTime}, when the run must have ended
 * @param environment what the function reads from {@code clientContext.environment}
 * @param output takes the result; committed or closed on the function's thread
 */
public record FunctionCall(
    String jobId,
    String function,
    String handler,
    long deadlineNanos,
    Map<String, String> environment,
    InputStream input,
    PayloadWriter output) {
  public FunctionCall {
    environment = Map.copyOf(environment);
  }
}
