package dev.oneshot.request.problem;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.apache.catalina.connector.ClientAbortException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/**
 * What Tomcat reports while a body is read or an answer is written. By its own types alone: the
 * drivers' connections break with the same causes as a caller's.
 */
public final class ReadFailures {
  private ReadFailures() {}

  static boolean isCallerGone(Throwable failure) {
    return failure instanceof AsyncRequestNotUsableException
        || (failure instanceof ClientAbortException && !isTimeout(failure));
  }

  /** Of a body that stood still or that is not framed as it says; the connection is of no use. */
  public static Problem problem(IOException failure) {
    Problem problem = StatusProblems.of(isTimeout(failure) ? 408 : 400);
    return problem.withHeader("Connection", "close");
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof SocketTimeoutException
        || failure.getCause() instanceof SocketTimeoutException;
  }
}
