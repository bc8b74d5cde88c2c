package dev.oneshot.request.badinput;

import static dev.oneshot.request.badinput.BadInput.get;
import static dev.oneshot.request.badinput.BadInput.headers;
import static dev.oneshot.request.badinput.BadInput.line;
import static dev.oneshot.request.badinput.BadInput.raw;
import static dev.oneshot.request.problem.ProblemCode.INVALID_FUNCTION_NAME;
import static dev.oneshot.request.problem.ProblemCode.INVALID_JOB_ID;
import static dev.oneshot.request.problem.ProblemCode.INVALID_PARAMETER;
import static dev.oneshot.request.problem.ProblemCode.INVALID_PATH;
import static dev.oneshot.request.problem.ProblemCode.INVALID_REQUEST;
import static dev.oneshot.request.problem.ProblemCode.METHOD_NOT_ALLOWED;
import static dev.oneshot.request.problem.ProblemCode.NOT_ACCEPTABLE;
import static dev.oneshot.request.problem.ProblemCode.NOT_FOUND;
import static dev.oneshot.request.problem.ProblemCode.NOT_IMPLEMENTED;
import static dev.oneshot.request.problem.ProblemCode.UNKNOWN_FUNCTION;
import static dev.oneshot.request.problem.ProblemCode.UNKNOWN_JOB;

import dev.oneshot.request.problem.ProblemCode;
import java.util.stream.Stream;

/** Methods, paths, names, query strings, ids. */
final class BadTargets {
  private static final String INVOCATIONS = "/v1/functions/echo/invocations";
  private static final String UNKNOWN = "/v1/jobs/7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11";

  private BadTargets() {}

  static Stream<BadInput> all() {
    return Stream.of(methods(), names(), paths(), queries(), ids(), forms())
        .flatMap(inputs -> inputs);
  }

  private static Stream<BadInput> methods() {
    return Stream.of(
        get(1, "GET on the invocation path", INVOCATIONS, METHOD_NOT_ALLOWED),
        line(1, "TRACE", "TRACE " + INVOCATIONS, "", METHOD_NOT_ALLOWED),
        line(1, "FOO", "FOO " + INVOCATIONS, "", METHOD_NOT_ALLOWED),
        line(1, "FOO on a job", "FOO " + UNKNOWN, "", METHOD_NOT_ALLOWED),
        line(1, "PUT on a job", "PUT " + UNKNOWN, "", METHOD_NOT_ALLOWED),
        line(1, "POST on the jobs", "POST /v1/jobs", "", METHOD_NOT_ALLOWED),
        line(1, "CONNECT", "CONNECT a:80", "", NOT_IMPLEMENTED),
        line(1, "CONNECT with a header that is none", "CONNECT a:80", "@\r\n", NOT_IMPLEMENTED),
        get(2, "unknown path", "/v2/functions", NOT_FOUND),
        get(2, "the root", "/", NOT_FOUND),
        get(2, "trailing slash", "/v1/functions/", NOT_FOUND),
        get(2, "health, which has its own port", "/actuator/health", NOT_FOUND),
        line(2, "POST to an unknown path", "POST /nowhere", "", NOT_FOUND),
        line(2, "FOO to an unknown path", "FOO /nowhere", "", NOT_FOUND),
        get(2, "the error page itself", "/error", NOT_FOUND),
        headers(38, "image", "Accept: image/png\r\n", NOT_ACCEPTABLE),
        headers(38, "nonsense", "Accept: ???\r\n", NOT_ACCEPTABLE));
  }

  private static Stream<BadInput> names() {
    return Stream.of(
        get(3, "unknown function", "/v1/functions/nobody", UNKNOWN_FUNCTION),
        named(4, "65 characters", "a".repeat(65), INVALID_FUNCTION_NAME),
        named(4, "upper case", "Echo", INVALID_FUNCTION_NAME),
        named(4, "leading dash", "-echo", INVALID_FUNCTION_NAME),
        named(6, "$where", "$where", INVALID_FUNCTION_NAME),
        named(6, "object", "%7B%22$ne%22:null%7D", INVALID_FUNCTION_NAME),
        named(6, "raw object", "{\"$ne\":null}", INVALID_REQUEST),
        named(6, "operator", "%5B$gt%5D", INVALID_FUNCTION_NAME),
        named(6, "raw operator", "[$gt]", INVALID_REQUEST),
        named(7, "homoglyph", "%D0%B5cho", INVALID_FUNCTION_NAME),
        named(7, "right-to-left mark", "echo%E2%80%8F", INVALID_FUNCTION_NAME),
        named(7, "emoji", "%F0%9F%98%80", INVALID_FUNCTION_NAME),
        named(7, "raw bytes", "\u00c3\u00a9cho", INVALID_REQUEST),
        named(76, "colours of a terminal", "%1b%5B31mecho", INVALID_PATH),
        named(76, "line feed", "a%0ab", INVALID_PATH),
        named(76, "a line of a log", "a%0d%0aERROR%20forged", INVALID_PATH));
  }

  private static BadInput named(int row, String what, String name, ProblemCode code) {
    return get(row, what, "/v1/functions/" + name, code);
  }

  private static Stream<BadInput> paths() {
    return Stream.of(
        named(5, "encoded slash", "..%2f..%2fetc", INVALID_REQUEST),
        named(5, "NUL", "a%00", INVALID_REQUEST),
        named(5, "path parameter", "a;b=c", INVALID_PATH),
        named(5, "encoded semicolon", "echo%3bb", INVALID_PATH),
        named(5, "empty segment", "a//b", INVALID_PATH),
        get(5, "empty segment first", "//v1/functions", INVALID_PATH),
        get(5, "dot segment", "/v1/jobs/../functions", INVALID_PATH),
        get(5, "encoded dot segment", "/v1/jobs/%2e%2e/functions", INVALID_PATH),
        get(5, "above the root", "/../../etc/passwd", INVALID_REQUEST),
        named(5, "encoded backslash", "a%5cb", INVALID_REQUEST),
        named(5, "incomplete escape", "a%2", INVALID_REQUEST),
        named(5, "not UTF-8", "a%ff", INVALID_REQUEST),
        named(5, "UTF-8 longer than it need be", "a%c0%af", INVALID_REQUEST),
        get(35, "64 KB", "/v1/jobs/" + "a".repeat(64 * 1024), INVALID_REQUEST).closing(),
        get(35, "64 KB of query", "/v1/jobs?a=" + "a".repeat(64 * 1024), INVALID_REQUEST)
            .closing());
  }

  private static Stream<BadInput> queries() {
    return Stream.of(
        listed("operator, raw", "fn[$ne]=x", INVALID_REQUEST),
        listed("operator", "function%5B$ne%5D=x", INVALID_PARAMETER),
        listed("repeated", "state=DONE&state=DONE", INVALID_PARAMETER),
        get(8, "unknown", "/v1/functions?x=1", INVALID_PARAMETER),
        get(8, "unknown on one", "/v1/functions/echo?x", INVALID_PARAMETER),
        listed("limit 0", "limit=0", INVALID_PARAMETER),
        listed("limit 201", "limit=201", INVALID_PARAMETER),
        listed("limit 1e2", "limit=1e2", INVALID_PARAMETER),
        listed("limit in other digits", "limit=%D9%A1", INVALID_PARAMETER),
        listed("state in lower case", "state=done", INVALID_PARAMETER),
        listed("since without offset", "since=2026-11-20", INVALID_PARAMETER),
        listed(
            "since in the year 999999999", "since=%2B999999999-01-01T00:00:00Z", INVALID_PARAMETER),
        listed("forged cursor", "after=AAAA", INVALID_PARAMETER),
        listed("function", "function=%7B$ne:1%7D", INVALID_PARAMETER),
        listed("not UTF-8", "function=%ff", INVALID_PARAMETER),
        listed("nothing but ampersands", "&&&", INVALID_PARAMETER));
  }

  private static BadInput listed(String what, String query, ProblemCode code) {
    return get(8, what, "/v1/jobs?" + query, code);
  }

  private static Stream<BadInput> ids() {
    return Stream.of(
        get(49, "no UUID", "/v1/jobs/abc", INVALID_JOB_ID),
        get(49, "upper case", UNKNOWN.replace("7f1c", "7F1C"), INVALID_JOB_ID),
        get(49, "dots", "/v1/jobs/../", INVALID_PATH),
        get(49, "10 KB", "/v1/jobs/" + "a".repeat(10 * 1024), INVALID_JOB_ID),
        get(49, "of a result", "/v1/jobs/abc/result", INVALID_JOB_ID),
        get(49, "of logs", "/v1/jobs/abc/logs", INVALID_JOB_ID),
        line(49, "of one to cancel", "DELETE /v1/jobs/abc", "", INVALID_JOB_ID),
        line(49, "of one to delete", "DELETE /v1/jobs/abc/result", "", INVALID_JOB_ID),
        get(50, "job", UNKNOWN, UNKNOWN_JOB),
        get(50, "result", UNKNOWN + "/result", UNKNOWN_JOB),
        get(50, "logs", UNKNOWN + "/logs", UNKNOWN_JOB),
        line(50, "one to cancel", "DELETE " + UNKNOWN, "", UNKNOWN_JOB),
        line(50, "one to delete", "DELETE " + UNKNOWN + "/result", "", UNKNOWN_JOB));
  }

  private static Stream<BadInput> forms() {
    return Stream.of(
        raw(
                82,
                "another host than the header's",
                "GET http://b/v1/functions HTTP/1.1\r\nHost: a\r\n\r\n",
                INVALID_REQUEST)
            .closing(),
        raw(
                82,
                "another scheme",
                "GET file:///etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
                INVALID_REQUEST)
            .closing(),
        raw(
                82,
                "no slash at the begin",
                "GET v1/functions HTTP/1.1\r\nHost: a\r\n\r\n",
                INVALID_REQUEST)
            .closing(),
        raw(82, "fragment", "GET /v1/functions#a HTTP/1.1\r\nHost: a\r\n\r\n", INVALID_REQUEST)
            .closing(),
        raw(82, "whole URL", "GET http://a/v1/functions HTTP/1.1\r\nHost: a\r\n\r\n", "200"));
  }
}
