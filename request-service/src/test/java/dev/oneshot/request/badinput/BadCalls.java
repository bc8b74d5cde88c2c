package dev.oneshot.request.badinput;

import static dev.oneshot.request.badinput.BadInput.call;
import static dev.oneshot.request.badinput.BadInput.callOf;
import static dev.oneshot.request.badinput.BadInput.raw;
import static dev.oneshot.request.badinput.BadInput.text;
import static dev.oneshot.request.badinput.BadInput.typed;
import static dev.oneshot.request.problem.ProblemCode.INVALID_FUNCTION_NAME;
import static dev.oneshot.request.problem.ProblemCode.INVALID_HEADER;
import static dev.oneshot.request.problem.ProblemCode.INVALID_PARAMETER;
import static dev.oneshot.request.problem.ProblemCode.INVALID_REQUEST;
import static dev.oneshot.request.problem.ProblemCode.KEY_REUSED_WITH_OTHER_PAYLOAD;
import static dev.oneshot.request.problem.ProblemCode.PAYLOAD_TOO_LARGE;
import static dev.oneshot.request.problem.ProblemCode.RESULT_TOO_LARGE;
import static dev.oneshot.request.problem.ProblemCode.UNKNOWN_FUNCTION;
import static dev.oneshot.request.problem.ProblemCode.UNSUPPORTED_CONTENT_ENCODING;
import static dev.oneshot.request.problem.ProblemCode.UNSUPPORTED_CONTENT_TYPE;

import dev.oneshot.request.problem.ProblemCode;
import java.util.stream.Stream;

/** Calls that are refused. */
final class BadCalls {
  private BadCalls() {}

  static Stream<BadInput> all() {
    return Stream.of(targets(), types(), timeouts(), keys()).flatMap(inputs -> inputs);
  }

  private static Stream<BadInput> targets() {
    String json = "{" + " ".repeat(1024 * 1024) + "}";
    return Stream.of(
        raw(3, "call of an unknown function", callOf("nobody", text(2), "hi"), UNKNOWN_FUNCTION),
        raw(4, "call in upper case", callOf("Echo", text(2), "hi"), INVALID_FUNCTION_NAME),
        call(15, "JSON", typed("application/json", json.length()), json, PAYLOAD_TOO_LARGE)
            .closing(),
        asked("state", "state=DONE"),
        asked("claim", "claimToken=x&attempt=3"),
        asked("tenant", "tenant=b"),
        call(79, "a failure that tells 10 MB", typed("test/too-much", 2), "hi", RESULT_TOO_LARGE));
  }

  private static BadInput asked(String what, String query) {
    String call = callOf("echo", text(2), "hi").replace("invocations", "invocations?" + query);
    return raw(20, what + " in the query", call, INVALID_PARAMETER);
  }

  private static Stream<BadInput> types() {
    return Stream.of(
        header(36, "gzip", "Content-Encoding: gzip", UNSUPPORTED_CONTENT_ENCODING),
        header(
            36, "identity, gzip", "Content-Encoding: identity, gzip", UNSUPPORTED_CONTENT_ENCODING),
        header(
            36,
            "a second header",
            "Content-Encoding: identity\r\nContent-Encoding: gzip",
            UNSUPPORTED_CONTENT_ENCODING),
        type("none", "Content-Length: 2\r\n", "hi"),
        type("none, chunks", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        type("empty", typed("", 2), "hi"),
        type("no media type", typed("text", 2), "hi"),
        type("any", typed("*/*", 2), "hi"),
        type("any text", typed("text/*", 2), "hi"),
        type("two", text(2) + "Content-Type: text/html\r\n", "hi"),
        type("a word of 8 KB", typed("a/" + "b".repeat(8192) + "; c=\"", 2), "hi"),
        raw(
            37,
            "none that the function takes",
            callOf("picky", text(2), "hi"),
            UNSUPPORTED_CONTENT_TYPE),
        raw(
            39,
            "for a function that takes none",
            callOf(
                "picky",
                typed("multipart/form-data; boundary=x", OddCalls.PARTS.length()),
                OddCalls.PARTS),
            UNSUPPORTED_CONTENT_TYPE));
  }

  private static BadInput type(String what, String headers, String body) {
    return call(37, what, headers, body, UNSUPPORTED_CONTENT_TYPE);
  }

  /** A short call that is right but for one header. */
  private static BadInput header(int row, String what, String header, ProblemCode code) {
    return call(row, what, text(2) + header + "\r\n", "hi", code);
  }

  private static Stream<BadInput> timeouts() {
    return Stream.concat(
        Stream.of("-1", "0", "1.5", "abc", "1e12", "", "1 2", "0x1", "9999999999999999999")
            .map(value -> wrong(21, value, "Oneshot-Run-Timeout: " + value)),
        Stream.of(
            wrong(21, "twice", "Oneshot-Run-Timeout: 5\r\nOneshot-Run-Timeout: 5"),
            wrong(21, "queue 0", "Oneshot-Queue-Timeout: 0"),
            wrong(22, "run", "Oneshot-Run-Timeout: 31"),
            wrong(22, "queue", "Oneshot-Queue-Timeout: 21")));
  }

  private static BadInput wrong(int row, String what, String header) {
    return header(row, what, header, INVALID_HEADER);
  }

  private static Stream<BadInput> keys() {
    return Stream.of(
        wrong(54, "empty", "Idempotency-Key:"),
        wrong(54, "300 characters", "Idempotency-Key: " + "k".repeat(300)),
        wrong(54, "space", "Idempotency-Key: a b"),
        wrong(54, "tab", "Idempotency-Key: a\tb"),
        wrong(54, "not ASCII", "Idempotency-Key: \u00c3\u00a9"),
        header(54, "control character", "Idempotency-Key: a\u0001b", INVALID_REQUEST),
        header(54, "delete character", "Idempotency-Key: a\u007fb", INVALID_REQUEST),
        wrong(55, "the same twice", "Idempotency-Key: a\r\nIdempotency-Key: a"),
        raw(56, "none", callOf("keyed", text(2), "hi"), INVALID_HEADER),
        header(57, "another body", "Idempotency-Key: taken", KEY_REUSED_WITH_OTHER_PAYLOAD));
  }
}
