package dev.oneshot.request.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes problems, the same way from Spring, from filters and from below both:
 *
 * <pre>
 * {"type": "urn:oneshot:problem:unknown-job", "title": "There is no such job", "status": 404,
 *  "detail": "There is no job 7f1c….", "code": "UNKNOWN_JOB", "job": "/v1/jobs/7f1c…"}
 * </pre>
 */
public final class ProblemJson {
  public static final String CONTENT_TYPE = "application/problem+json";

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_RETRY_SECONDS = 5;

  private ProblemJson() {}

  /**
   * Answers with the problem, whatever the caller accepts.
   *
   * @throws IllegalStateException when the response is on its way already; there is nothing but to
   *     cut the connection then
   */
  public static void write(Problem problem, HttpServletResponse response) throws IOException {
    response.resetBuffer();
    response.setStatus(problem.code().status());
    addHeaders(problem, response);
    byte[] body = bytes(problem);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  static void addHeaders(Problem problem, HttpServletResponse response) {
    // of the answer that the problem replaces, or of a charset that it does not have
    response.setCharacterEncoding((String) null);
    response.setContentType(CONTENT_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (problem.code().passesByItself()) {
      response.setHeader("Retry-After", Integer.toString(retrySeconds()));
    }
    problem.headers().forEach(response::setHeader);
  }

  // spread out, so that callers who failed together do not come back together
  private static int retrySeconds() {
    return ThreadLocalRandom.current().nextInt(1, MAX_RETRY_SECONDS + 1);
  }

  static byte[] bytes(Problem problem) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
      json.writeStartObject();
      json.writeStringProperty("type", problem.code().type());
      json.writeStringProperty("title", problem.code().title());
      json.writeNumberProperty("status", problem.code().status());
      json.writeStringProperty("detail", problem.detail());
      json.writeStringProperty("code", problem.code().name());
      if (problem.job() != null) {
        json.writeStringProperty("job", "/v1/jobs/" + problem.job());
      }
      if (problem.instance() != null) {
        json.writeStringProperty("instance", problem.instance().toString());
      }
      json.writeEndObject();
    }
    return body.toByteArray();
  }
}
