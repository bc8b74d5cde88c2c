package dev.oneshot.request.badinput;

import static dev.oneshot.request.badinput.BadInput.CLOSED;
import static dev.oneshot.request.badinput.BadInput.call;
import static dev.oneshot.request.badinput.BadInput.callOf;
import static dev.oneshot.request.badinput.BadInput.chunked;
import static dev.oneshot.request.badinput.BadInput.headers;
import static dev.oneshot.request.badinput.BadInput.raw;
import static dev.oneshot.request.badinput.BadInput.text;
import static dev.oneshot.request.problem.ProblemCode.EXPECTATION_FAILED;
import static dev.oneshot.request.problem.ProblemCode.HTTP_VERSION_NOT_SUPPORTED;
import static dev.oneshot.request.problem.ProblemCode.INVALID_REQUEST;
import static dev.oneshot.request.problem.ProblemCode.NOT_IMPLEMENTED;
import static dev.oneshot.request.problem.ProblemCode.PAYLOAD_TOO_LARGE;
import static dev.oneshot.request.problem.ProblemCode.REQUEST_TIMEOUT;
import static dev.oneshot.request.problem.ProblemCode.UNKNOWN_FUNCTION;

import dev.oneshot.request.badinput.BadInput.Manner;
import dev.oneshot.request.problem.ProblemCode;
import java.util.stream.Stream;

/** Lengths, chunks, header blocks, and what comes slowly or not at all. */
final class BadFraming {
  private static final int LIMIT = 1024 * 1024;
  private static final String EXPECTING = "Expect: 100-continue\r\n";
  private static final String LAST = "0\r\n\r\n";

  private BadFraming() {}

  static Stream<BadInput> all() {
    return Stream.of(sizes(), lengths(), codings(), chunks(), blocks(), slow(), noHttp())
        .flatMap(inputs -> inputs)
        .map(BadInput::closing);
  }

  private static Stream<BadInput> sizes() {
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    return Stream.of(
        call(25, "length above the limit", text(LIMIT + 1), "", PAYLOAD_TOO_LARGE),
        call(
            25,
            "length of 6 EB",
            "Content-Type: a/b\r\nContent-Length: 6917529027641081856\r\n",
            "",
            PAYLOAD_TOO_LARGE),
        call(26, "above the limit", EXPECTING + text(LIMIT + 1), "", PAYLOAD_TOO_LARGE),
        raw(
            26,
            "for an unknown function",
            callOf("nobody", EXPECTING + text(LIMIT), ""),
            UNKNOWN_FUNCTION),
        call(27, "at its end", chunked(), chunk.repeat(257) + LAST, PAYLOAD_TOO_LARGE),
        call(27, "by far", chunked(), chunk.repeat(1000), PAYLOAD_TOO_LARGE),
        raw(28, "length", callOf("large", text(500_000), "x".repeat(400_000)), INVALID_REQUEST)
            .sent(Manner.ENDING),
        call(28, "chunks", chunked(), "5\r\nhello\r\n", INVALID_REQUEST).sent(Manner.ENDING));
  }

  private static Stream<BadInput> lengths() {
    return Stream.of(
        length("-5"),
        length("abc"),
        length("+2"),
        length("0x2"),
        length("2, 2"),
        length("99999999999999999999"),
        length("\u0662"),
        call(29, "two", text(2) + "Content-Length: 3\r\n", "hi!", INVALID_REQUEST));
  }

  private static BadInput length(String value) {
    return call(
        29,
        "length " + value,
        "Content-Type: a/b\r\nContent-Length: " + value.replace("\u0662", "\u00d9\u00a2") + "\r\n",
        "hi",
        INVALID_REQUEST);
  }

  private static Stream<BadInput> codings() {
    return Stream.of(
        coded(31, "xchunked", NOT_IMPLEMENTED),
        coded(31, "chunked, identity", INVALID_REQUEST),
        coded(31, "gzip, chunked", NOT_IMPLEMENTED),
        coded(31, "chunked, chunked", INVALID_REQUEST),
        coded(31, "\u000bchunked", INVALID_REQUEST),
        call(
            31,
            "a second header",
            chunked() + "Transfer-Encoding: identity\r\n",
            LAST,
            INVALID_REQUEST),
        raw(
            31,
            "chunks in HTTP/1.0, and a call behind them",
            callOf("echo", chunked() + "Connection: keep-alive\r\n", LAST)
                    .replace("HTTP/1.1", "HTTP/1.0")
                + callOf("echo", text(2), "no"),
            INVALID_REQUEST),
        headers(40, "foo", "Expect: foo\r\n", EXPECTATION_FAILED));
  }

  private static BadInput coded(int row, String coding, ProblemCode code) {
    return call(
        row, coding, "Content-Type: a/b\r\nTransfer-Encoding: " + coding + "\r\n", LAST, code);
  }

  private static Stream<BadInput> chunks() {
    return Stream.of(
        chunk("no size", "xyz\r\n"),
        chunk("too long for its size", "2\r\nhi__\r\n" + LAST),
        chunk("size -1", "-1\r\nhi\r\n" + LAST),
        chunk("size 0x2", "0x2\r\nhi\r\n" + LAST),
        chunk("size beyond 64 bits", "fffffffffffffffff\r\nhi"),
        chunk("size of 2 GB and more", "80000000\r\nhi").sent(Manner.ENDING),
        chunk("line feed alone", "2\nhi\n0\n\n"),
        chunk("extension of 64 KB", "2;" + "a".repeat(64 * 1024) + "\r\nhi\r\n" + LAST),
        chunk("trailer of 64 KB", "2\r\nhi\r\n0\r\nX: " + "a".repeat(64 * 1024) + "\r\n\r\n"));
  }

  private static BadInput chunk(String what, String body) {
    return call(83, what, chunked(), body, INVALID_REQUEST);
  }

  private static Stream<BadInput> blocks() {
    String many = "X-A: b\r\n".repeat(200);
    String large = "X-A: " + "b".repeat(64 * 1024) + "\r\n";
    return Stream.of(
        raw(32, "bare CR", "GET /v1/functions HTTP/1.1\rHost: a\r\n\r\n", INVALID_REQUEST),
        headers(32, "space before the colon", "X-A : b\r\n", INVALID_REQUEST),
        headers(32, "NUL", "X-A: b\0c\r\n", INVALID_REQUEST),
        headers(32, "folded", " X-A: b\r\n", INVALID_REQUEST),
        headers(32, "no colon", "X-A\r\n", INVALID_REQUEST),
        headers(32, "no name", ": b\r\n", INVALID_REQUEST),
        headers(33, "64 KB", large, INVALID_REQUEST),
        headers(33, "200 headers", many, INVALID_REQUEST),
        headers(33, "Prefer of 35 KB", "Prefer: " + "wait=1,".repeat(5000), INVALID_REQUEST),
        raw(34, "none", "GET /v1/functions HTTP/1.1\r\n\r\n", INVALID_REQUEST),
        headers(34, "two", "Host: b\r\n", INVALID_REQUEST),
        raw(34, "none such", "GET /v1/jobs HTTP/1.1\r\nHost: a b/c\r\n\r\n", INVALID_REQUEST));
  }

  private static Stream<BadInput> slow() {
    return Stream.of(
        raw(41, "in the request line", "GET /", CLOSED).sent(Manner.DRIPPING),
        raw(41, "in a header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: ", CLOSED).sent(Manner.DRIPPING),
        call(42, "of a length", text(10_000), "", REQUEST_TIMEOUT).sent(Manner.DRIPPING),
        call(42, "in one chunk", chunked(), "ffff\r\n", REQUEST_TIMEOUT).sent(Manner.DRIPPING),
        call(42, "in a chunk's extension", chunked(), "2;", REQUEST_TIMEOUT).sent(Manner.DRIPPING),
        call(42, "in the trailers", chunked(), "2\r\nhi\r\n0\r\nX: ", REQUEST_TIMEOUT)
            .sent(Manner.DRIPPING),
        call(42, "that stands still", text(9), "abc", REQUEST_TIMEOUT),
        raw(42, "that nobody wants", callOf("nobody", text(60_000), ""), UNKNOWN_FUNCTION)
            .sent(Manner.DRIPPING));
  }

  private static Stream<BadInput> noHttp() {
    return Stream.of(
        raw(81, "a word", "HELLO\r\n\r\n", INVALID_REQUEST),
        raw(
            81,
            "a version of its own",
            "GET / HTTP/7.7\r\nHost: a\r\n\r\n",
            HTTP_VERSION_NOT_SUPPORTED),
        raw(81, "HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", CLOSED),
        raw(
            81,
            "TLS",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n",
            INVALID_REQUEST),
        raw(81, "a proxy's own protocol", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n", INVALID_REQUEST),
        raw(81, "nothing", "", CLOSED).sent(Manner.ENDING),
        raw(81, "half a request line", "POST / HTTP/1.1\r\n", CLOSED).sent(Manner.ENDING));
  }
}
