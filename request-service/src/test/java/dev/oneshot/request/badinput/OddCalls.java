package dev.oneshot.request.badinput;

import static dev.oneshot.request.badinput.BadInput.callOf;
import static dev.oneshot.request.badinput.BadInput.chunked;
import static dev.oneshot.request.badinput.BadInput.raw;
import static dev.oneshot.request.badinput.BadInput.text;
import static dev.oneshot.request.badinput.BadInput.typed;

import java.util.stream.Stream;

/** Calls that look wrong and are not: the function's own bytes, and what is to be ignored. */
final class OddCalls {
  static final String PARTS =
      "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n".repeat(1000) + "--x--\r\n";

  private static final String JSON = "application/json";

  private OddCalls() {}

  static Stream<BadInput> all() {
    return Stream.of(json(), others(), headers(), framing()).flatMap(inputs -> inputs);
  }

  private static BadInput body(int row, String what, String contentType, String octets) {
    return raw(row, what, callOf("echo", typed(contentType, octets.length()), octets), "200")
        .echoing(octets);
  }

  private static Stream<BadInput> json() {
    return Stream.of(
        body(9, "empty, typed as JSON", JSON, ""),
        body(10, "one brace more", JSON, "{\"a\":1}}"),
        body(11, "a key twice", JSON, "{\"a\":1,\"a\":2}"),
        body(12, "100 KB of [", JSON, "[".repeat(100_000)),
        body(13, "5,000 digits", JSON, "1".repeat(5000)),
        body(13, "1e999999", JSON, "1e999999"),
        body(13, "NaN", JSON, "NaN"),
        body(14, "name of 60,000 characters", JSON, "{\"" + "a".repeat(60_000) + "\":1}"),
        body(16, "invalid UTF-8", JSON + ";charset=utf-8", "\"\u00ff\u00fe\u0000\""),
        body(16, "UTF-16", JSON, "\u0000{\u0000}"),
        body(17, "a scalar", JSON, "1"),
        body(18, "operators", JSON, "{\"$where\":\"1\",\"a.b\":{\"$ne\":null}}"),
        body(19, "types", JSON, "{\"@class\":\"java.lang.Runtime\",\"__proto__\":{}}"),
        body(20, "our own fields", JSON, "{\"state\":\"DONE\",\"attempt\":7,\"tenant\":\"b\"}"));
  }

  private static Stream<BadInput> others() {
    return Stream.of(
        body(36, "as a type", "application/gzip", "\u001f\u008b\u0008\u0000"),
        body(39, "1,000 parts", "multipart/form-data; boundary=x", PARTS),
        body(80, "all bytes", "application/octet-stream", allBytes()),
        body(
            84,
            "a form",
            "application/x-www-form-urlencoded",
            "a=1&b=%zz&_method=DELETE&a=2&Prefer=respond-async"),
        body(85, "just below it", "a/b", "x".repeat(256 * 1024)),
        body(85, "just above it", "a/b", "x".repeat(256 * 1024 + 1)),
        raw(85, "nothing at all", callOf("echo", "", ""), "200").echoing(""));
  }

  private static String allBytes() {
    StringBuilder all = new StringBuilder();
    for (char octet = 0; octet < 256; octet++) {
      all.append(octet);
    }
    return all.toString();
  }

  private static Stream<BadInput> headers() {
    String trace = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    return Stream.of(
        header(61, "wait=-1", "Prefer: wait=-1"),
        header(61, "wait=abc", "Prefer: wait=abc"),
        header(61, "ten kilobytes", "Prefer: " + "wait=abc, ;;=,".repeat(800)),
        header(62, "wait=999999", "Prefer: wait=999999"),
        header(86, "nonsense", "traceparent: nonsense"),
        header(86, "two", trace + "\r\n" + trace),
        header(86, "more fields than there are", trace + "-more"),
        header(87, "method", "X-HTTP-Method-Override: DELETE\r\nX-HTTP-Method: DELETE"),
        header(87, "path", "X-Original-URL: /nowhere\r\nX-Rewrite-URL: /nowhere"),
        header(
            87,
            "sender",
            "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Prefix: //b\r\nForwarded: for=\"[::1]\""),
        header(87, "protocol", "Connection: Upgrade\r\nUpgrade: websocket"),
        header(87, "HTTP/2", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c"),
        header(87, "hop", "Connection: Content-Length, Content-Type"),
        header(87, "range of a call", "Range: bytes=1-\r\nIf-None-Match: *"));
  }

  /** A short call with one header more. */
  private static BadInput header(int row, String what, String header) {
    return raw(row, what, callOf("echo", text(2) + header + "\r\n", "hi"), "200").echoing("hi");
  }

  private static Stream<BadInput> framing() {
    String old = callOf("echo", text(2), "hi").replace("HTTP/1.1", "HTTP/1.0");
    String both = chunked() + "Content-Length: 3\r\n";
    String chunks = "3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nX-Trailer: 1\r\n\r\n";
    return Stream.of(
        raw(
                30,
                "and another call behind them",
                callOf("echo", both, "2\r\nhi\r\n0\r\n\r\n") + callOf("echo", text(2), "no"),
                "200")
            .echoing("hi")
            .closing(),
        raw(32, "line feed alone", callOf("echo", text(2), "hi").replace("\r\n", "\n"), "200")
            .echoing("hi"),
        raw(85, "HTTP/1.0", old, "200").echoing("hi").closing(),
        raw(85, "extensions and trailers", callOf("echo", chunked(), chunks), "200")
            .echoing("hello"));
  }
}
