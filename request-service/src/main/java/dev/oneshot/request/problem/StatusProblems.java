package dev.oneshot.request.problem;

import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Problems of errors about which no more is known than an HTTP status or an exception. */
final class StatusProblems {
  private static final Logger LOG = LoggerFactory.getLogger(StatusProblems.class);

  private StatusProblems() {}

  static Problem of(int status) {
    ProblemCode code = ProblemCode.ofStatus(status);
    return Problem.of(code, detail(code));
  }

  /**
   * The container also names a cause for what is the caller's mistake, with a 501 too; only with a
   * 500 it is an incident.
   */
  static Problem of(int status, @Nullable Throwable cause) {
    return cause == null || status != 500 ? of(status) : incident(cause);
  }

  /** Something of ours is broken: whoever looks for it finds the incident's id in the log. */
  static Problem incident(Throwable cause) {
    UUID incident = UUID.randomUUID();
    LOG.error("incident {}", incident, cause);
    return of(500).withInstance(URI.create("urn:uuid:" + incident));
  }

  private static String detail(ProblemCode code) {
    return switch (code) {
      case INVALID_REQUEST ->
          "The request line, the headers or the length of the body are not as HTTP/1.1 has them;"
              + " reserved characters of a path must be percent-encoded.";
      case NOT_FOUND -> "There is nothing at this path; /openapi.yaml lists what there is.";
      case METHOD_NOT_ALLOWED -> "The header Allow lists the methods of this path.";
      case NOT_ACCEPTABLE ->
          "The header Accept must allow the content type that /openapi.yaml names for this path.";
      case REQUEST_TIMEOUT -> "The request stood still for longer than the service waits.";
      case PAYLOAD_TOO_LARGE -> "The body is longer than is allowed here.";
      case URI_TOO_LONG, HEADERS_TOO_LARGE ->
          "The request line and the headers together must not exceed 16 KiB and 100 headers.";
      case UNSUPPORTED_CONTENT_TYPE ->
          "/openapi.yaml lists the content types that this path takes.";
      case INVALID_RANGE -> "The range begins at or beyond the end.";
      case EXPECTATION_FAILED -> "The only expectation that can be met is 100-continue.";
      case TOO_MANY_REQUESTS, OVERLOADED ->
          "Try again after the time that the header Retry-After says.";
      case NOT_IMPLEMENTED ->
          "The method or the transfer encoding is none that this service knows.";
      case HTTP_VERSION_NOT_SUPPORTED -> "The service speaks HTTP/1.1.";
      default -> "An error within the service; it was logged.";
    };
  }
}
