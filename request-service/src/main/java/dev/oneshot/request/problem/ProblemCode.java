package dev.oneshot.request.problem;

import dev.oneshot.job.Reason;
import java.util.Locale;

/**
 * What can go wrong, as callers may rely on it: the name never changes, nor does its HTTP status.
 * Every {@link Reason} is among them. {@code openapi.yaml} lists them all, which a test checks.
 */
public enum ProblemCode {
  /** Not HTTP as RFC 9112 has it, or not within our limits; the connection is closed. */
  INVALID_REQUEST(400, "The request is malformed"),
  INVALID_PATH(400, "The path is malformed"),
  INVALID_PARAMETER(400, "A query parameter is unknown, repeated or wrong"),
  INVALID_HEADER(400, "A header is wrong"),
  INVALID_FUNCTION_NAME(400, "The function's name is malformed"),
  INVALID_JOB_ID(400, "The job's id is malformed"),
  NOT_FOUND(404, "There is nothing at this path"),
  UNKNOWN_FUNCTION(404, "There is no such function"),
  UNKNOWN_JOB(404, "There is no such job"),
  NO_LOGS(404, "The job has no logs yet"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  NOT_ACCEPTABLE(406, "The response has another content type than was asked for"),
  REQUEST_TIMEOUT(408, "The request did not arrive in time"),
  JOB_ALREADY_ENDED(409, "The job has already ended"),
  JOB_NOT_ENDED(409, "The job has not ended yet"),
  CANCELLED_BY_CALLER(409, "The job was cancelled"),
  RESULT_EXPIRED(410, "What the job left behind is no longer kept"),
  PAYLOAD_TOO_LARGE(413, "The payload is too large"),
  URI_TOO_LONG(414, "The request's target is too long"),
  UNSUPPORTED_CONTENT_TYPE(415, "The content type is not supported here"),
  UNSUPPORTED_CONTENT_ENCODING(415, "The content encoding is not supported"),
  INVALID_RANGE(416, "The range lies beyond the end"),
  EXPECTATION_FAILED(417, "The expectation cannot be met"),
  KEY_REUSED_WITH_OTHER_PAYLOAD(422, "The idempotency key was used for another call"),
  TOO_MANY_REQUESTS(429, "There were too many requests"),
  TOO_MANY_QUEUED(429, "As many jobs of the function are queued as may be"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  INTERNAL(500, "An error within the service"),
  NOT_IMPLEMENTED(501, "The service does not implement this"),
  FUNCTION_ERROR(502, "The function failed"),
  FUNCTION_UNAVAILABLE(502, "The function cannot be loaded"),
  OUT_OF_MEMORY(502, "The function ran out of memory"),
  EVICTED(502, "The worker's place was taken away"),
  WORKER_LOST(502, "The worker was lost"),
  RESULT_TOO_LARGE(502, "The function's result is too large"),
  PAYLOAD_DAMAGED(502, "Stored bytes are missing or damaged"),
  NOT_QUEUED(503, "The job could not be queued"),
  BROKER_UNAVAILABLE(503, "The broker is not available"),
  STORE_UNAVAILABLE(503, "The store is not available"),
  OVERLOADED(503, "The service is overloaded"),
  DRAINING(503, "This replica is shutting down"),
  QUEUE_TIMEOUT(504, "The job did not start in time"),
  RUN_TIMEOUT(504, "The job did not end in time"),
  HTTP_VERSION_NOT_SUPPORTED(505, "The HTTP version is not supported"),
  STORE_FULL(507, "The store has no room");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status that always goes with this code. */
  public int status() {
    return status;
  }

  /** The same for every occurrence. */
  public String title() {
    return title;
  }

  /** Names the kind of problem for ever, e.g. {@code urn:oneshot:problem:unknown-job}. */
  public String type() {
    return "urn:oneshot:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the caller is told when to come again. */
  boolean passesByItself() {
    return status == 503 || status == 429;
  }

  public static ProblemCode of(Reason reason) {
    return valueOf(reason.name());
  }

  /** For errors that others report by their status only. */
  static ProblemCode ofStatus(int status) {
    return switch (status) {
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> PAYLOAD_TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_CONTENT_TYPE;
      case 416 -> INVALID_RANGE;
      case 417 -> EXPECTATION_FAILED;
      case 429 -> TOO_MANY_REQUESTS;
      case 431 -> HEADERS_TOO_LARGE;
      case 501 -> NOT_IMPLEMENTED;
      case 503 -> OVERLOADED;
      case 505 -> HTTP_VERSION_NOT_SUPPORTED;
      default -> status < 500 ? INVALID_REQUEST : INTERNAL;
    };
  }
}
