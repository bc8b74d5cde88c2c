package dev.oneshot.request.badinput;

import dev.oneshot.request.problem.ProblemCode;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One input that is wrong, or only looks so, and the one answer to it.
 *
 * @param row of {@code docs/bad-input.md}
 * @param request a character for each byte; {@code {done}}, {@code {running}} and the like stand
 *     for the id of a job in that state
 * @param answer as that document writes it: {@code 404 UNKNOWN_JOB}, {@code 200}, {@code closed}
 * @param manner how its bytes are sent
 * @param mustClose whether the connection has to end with the answer
 * @param echo what has to come back, where the input is a call that is taken
 */
public record BadInput(
    int row,
    String what,
    String request,
    String answer,
    Manner manner,
    boolean mustClose,
    @Nullable String echo) {
  public static final String CLOSED = "closed";

  /** How a request's bytes are sent. */
  public enum Manner {
    AT_ONCE,
    /** At once, and then the sender's end of the connection is closed. */
    ENDING,
    /** At once, and then eight bytes {@code x} a second for as long as they are taken. */
    DRIPPING
  }

  public BadInput {
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(manner, "manner");
  }

  /** All of them, by row. */
  public static Stream<BadInput> all() {
    return Stream.of(
            BadTargets.all(), BadFraming.all(), BadCalls.all(), OddCalls.all(), BadReading.all())
        .flatMap(inputs -> inputs)
        .sorted((one, other) -> Integer.compare(one.row, other.row));
  }

  static BadInput raw(int row, String what, String request, String answer) {
    return new BadInput(row, what, request, answer, Manner.AT_ONCE, false, null);
  }

  static BadInput raw(int row, String what, String request, ProblemCode code) {
    return raw(row, what, request, of(code));
  }

  static BadInput line(int row, String what, String line, String headers, ProblemCode code) {
    return raw(row, what, line + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n", code);
  }

  static BadInput get(int row, String what, String target, ProblemCode code) {
    return line(row, what, "GET " + target, "", code);
  }

  /** A look at the functions with these headers. */
  static BadInput headers(int row, String what, String headers, ProblemCode code) {
    return line(row, what, "GET /v1/functions", headers, code);
  }

  static BadInput call(int row, String what, String headers, String body, ProblemCode code) {
    return raw(row, what, callOf("echo", headers, body), code);
  }

  static String callOf(String function, String headers, String body) {
    String target = "/v1/functions/" + function + "/invocations";
    return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
  }

  static String typed(String contentType, int length) {
    return "Content-Type: " + contentType + "\r\nContent-Length: " + length + "\r\n";
  }

  /** Headers of a text of so many bytes. */
  static String text(int length) {
    return typed("text/plain", length);
  }

  static String chunked() {
    return "Content-Type: a/b\r\nTransfer-Encoding: chunked\r\n";
  }

  static String of(ProblemCode code) {
    return code.status() + " " + code.name();
  }

  BadInput closing() {
    return new BadInput(row, what, request, answer, manner, true, echo);
  }

  BadInput sent(Manner other) {
    return new BadInput(row, what, request, answer, other, mustClose, echo);
  }

  BadInput echoing(String octets) {
    return new BadInput(row, what, request, answer, manner, mustClose, octets);
  }

  @Override
  public String toString() {
    return row + " " + what;
  }
}
