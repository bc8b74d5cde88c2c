package dev.oneshot.request.problem;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's last resort, for requests that never reach the application: what is not HTTP, what is
 * too large. Writes a problem where Tomcat writes HTML.
 */
final class ProblemValve extends ErrorReportValve {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    // the order matters: an error is reported once, by whoever sets the mark first
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    if (isWritable(response)) {
      try {
        write(StatusProblems.of(status, failure), response);
      } catch (IOException | IllegalStateException e) {
        LOG.debug("the caller did not wait for the problem", e);
      }
    }
  }

  private static boolean isWritable(Response response) {
    AtomicBoolean allowed = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
    return allowed.get();
  }

  private static void write(Problem problem, Response response) throws IOException {
    response.setStatus(problem.code().status());
    ProblemJson.addHeaders(problem, response);
    // the reporter works whether or not the application has taken the stream or the writer
    Writer reporter = response.getReporter();
    if (reporter != null) {
      reporter.write(new String(ProblemJson.bytes(problem), StandardCharsets.UTF_8));
      response.finishResponse();
    }
  }
}
