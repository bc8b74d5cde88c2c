package dev.oneshot.request.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.RawHttp;
import dev.oneshot.request.problem.ProblemCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The rows of the reliability notes' list of bad inputs that are calls: every one is refused with a
 * problem, and afterwards the store is as empty as before.
 */
class BadCallsIT {
  private static final List<String> NEVER_SHOWN =
      List.of("java.", "org.", "dev.oneshot", "Tomcat", "Spring", "Exception", "\tat ", "<html");
  private static final List<String> COLLECTIONS =
      List.of("jobs", "payloads.files", "payloads.chunks", "uploads", "idempotency");

  private static Site site;
  private static Replica replica;

  @BeforeAll
  static void start() {
    site = Site.onSharedBroker();
    replica =
        site.replica(
            "--oneshot.connection.slow-grace=1s",
            "--oneshot.connection.min-bytes-per-second=64");
  }

  @AfterAll
  static void end() throws IOException {
    site.close();
  }

  /** One request and what it must be answered with; {@code mayBe} is an allowed alternative. */
  record Row(String name, String request, ProblemCode code, ProblemCode mayBe, boolean mustClose) {
    @Override
    public String toString() {
      return name;
    }

    Row or(ProblemCode other) {
      return new Row(name, request, code, other, mustClose);
    }

    Row closing() {
      return new Row(name, request, code, mayBe, true);
    }
  }

  private static String call(String target, String headers, String body) {
    return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
  }

  private static String invocations(String function) {
    return "/v1/functions/" + function + "/invocations";
  }

  private static Row row(
      String name, String function, String headers, String body, ProblemCode code) {
    return new Row(name, call(invocations(function), headers, body), code, code, false);
  }

  private static String text(int length) {
    return "Content-Type: text/plain\r\nContent-Length: " + length + "\r\n";
  }

  /** A short call that is right but for one header. */
  private static Row header(String name, String header, ProblemCode code) {
    return row(name, "echo", text(2) + header + "\r\n", "hi", code);
  }

  static Stream<Row> rows() {
    return Stream.of(targets(), sizes(), framing(), types(), timeouts(), keys())
        .flatMap(rows -> rows);
  }

  private static Stream<Row> targets() {
    String state = invocations("echo") + "?state=DONE";
    String token = invocations("echo") + "?claimToken=x&attempt=3";
    return Stream.of(
        row("3 unknown function", "nobody", text(2), "hi", ProblemCode.UNKNOWN_FUNCTION),
        row("4 upper case", "Echo", text(2), "hi", ProblemCode.INVALID_FUNCTION_NAME),
        new Row("20 state", call(state, text(2), "hi"), parameter(), parameter(), false),
        new Row("20 claim", call(token, text(2), "hi"), parameter(), parameter(), false));
  }

  private static Stream<Row> sizes() {
    String above = Integer.toString(1024 * 1024 + 1);
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    return Stream.of(
        row("25 length above the limit", "echo", text(1024 * 1024 + 1), "", tooLarge()).closing(),
        row(
                "25 length of 6 EB",
                "echo",
                text(0).replace(": 0", ": 6917529027641081856"),
                "",
                tooLarge())
            .closing(),
        row(
                "26 length above the limit, asked before",
                "echo",
                "Content-Type: a/b\r\nExpect: 100-continue\r\nContent-Length: " + above + "\r\n",
                "",
                tooLarge())
            .closing(),
        row(
                "26 unknown function, asked before",
                "nobody",
                "Content-Type: a/b\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n",
                "",
                ProblemCode.UNKNOWN_FUNCTION)
            .closing(),
        row(
                "27 chunks crossing the limit",
                "echo",
                "Content-Type: a/b\r\nTransfer-Encoding: chunked\r\n",
                chunk.repeat(257) + "0\r\n\r\n",
                tooLarge())
            .closing(),
        row(
                "27 chunks crossing the limit by far",
                "echo",
                "Content-Type: a/b\r\nTransfer-Encoding: chunked\r\n",
                chunk.repeat(1000),
                tooLarge())
            .closing());
  }

  private static Stream<Row> framing() {
    return Stream.of(
        row("29 length -5", "echo", "Content-Length: -5\r\n", "hi", malformed()).closing(),
        row("29 length abc", "echo", "Content-Length: abc\r\n", "hi", malformed()).closing(),
        row("29 length +2", "echo", "Content-Length: +2\r\n", "hi", malformed()).closing(),
        row("29 length 0x2", "echo", "Content-Length: 0x2\r\n", "hi", malformed()).closing(),
        row("29 length 2, 2", "echo", "Content-Length: 2, 2\r\n", "hi", malformed()).closing(),
        row(
                "29 length beyond 64 bits",
                "echo",
                "Content-Length: 99999999999999999999\r\n",
                "hi",
                malformed())
            .closing(),
        row("29 two lengths", "echo", text(2) + "Content-Length: 3\r\n", "hi!", malformed())
            .closing(),
        row(
                "31 xchunked",
                "echo",
                "Content-Type: a/b\r\nTransfer-Encoding: xchunked\r\n",
                "0\r\n\r\n",
                ProblemCode.NOT_IMPLEMENTED)
            .closing(),
        row(
                "31 chunked, identity",
                "echo",
                "Content-Type: a/b\r\nTransfer-Encoding: chunked, identity\r\n",
                "0\r\n\r\n",
                malformed())
            .or(ProblemCode.NOT_IMPLEMENTED)
            .closing(),
        row(
                "31 gzip, chunked",
                "echo",
                "Content-Type: a/b\r\nTransfer-Encoding: gzip, chunked\r\n",
                "0\r\n\r\n",
                ProblemCode.NOT_IMPLEMENTED)
            .closing(),
        row("31 no chunk", "echo", chunked(), "xyz\r\n", malformed()).closing(),
        row("31 chunk without an end", "echo", chunked(), "2\r\nhi__\r\n0\r\n\r\n", malformed())
            .closing(),
        row("31 chunk of -1", "echo", chunked(), "-1\r\nhi\r\n0\r\n\r\n", malformed()).closing(),
        row("31 chunk beyond 64 bits", "echo", chunked(), "fffffffffffffffff\r\nhi", malformed())
            .closing(),
        header("40 Expect: foo", "Expect: foo", ProblemCode.EXPECTATION_FAILED));
  }

  private static Stream<Row> types() {
    return Stream.of(
        header("36 gzip", "Content-Encoding: gzip", encoding()),
        header("36 identity and gzip", "Content-Encoding: identity, gzip", encoding()),
        header(
            "36 gzip in a second header",
            "Content-Encoding: identity\r\nContent-Encoding: gzip",
            encoding()),
        row("37 no type", "echo", "Content-Length: 2\r\n", "hi", type()),
        row("37 no type, chunks", "echo", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", type()),
        row("37 empty type", "echo", "Content-Type:\r\nContent-Length: 2\r\n", "hi", type()),
        row(
            "37 no media type",
            "echo",
            "Content-Type: text\r\nContent-Length: 2\r\n",
            "hi",
            type()),
        row("37 any type", "echo", "Content-Type: */*\r\nContent-Length: 2\r\n", "hi", type()),
        row("37 any text", "echo", "Content-Type: text/*\r\nContent-Length: 2\r\n", "hi", type()),
        header("37 two types", "Content-Type: text/html", type()),
        row("37 not what the function takes", "picky", text(2), "hi", type()),
        row("39 parts the function does not take", "picky", parts(), PARTS, type()));
  }

  private static Stream<Row> timeouts() {
    return Stream.of("-1", "0", "1.5", "abc", "1e12", "", "1 2", "0x1", "9999999999999999999")
        .map(value -> timeout("21 " + value, "Oneshot-Run-Timeout: " + value))
        .flatMap(row ->
            row.name().equals("21 ")
                ? Stream.of(
                    row,
                    timeout("21 twice", "Oneshot-Run-Timeout: 5\r\nOneshot-Run-Timeout: 5"),
                    timeout("22 run above the maximum", "Oneshot-Run-Timeout: 31"),
                    timeout("22 queue above the maximum", "Oneshot-Queue-Timeout: 21"),
                    timeout("21 queue 0", "Oneshot-Queue-Timeout: 0"))
                : Stream.of(row));
  }

  private static Row timeout(String name, String header) {
    return header(name, header, ProblemCode.INVALID_HEADER);
  }

  private static Stream<Row> keys() {
    return Stream.of(
        header("54 empty key", "Idempotency-Key:", ProblemCode.INVALID_HEADER),
        header(
            "54 300 characters", "Idempotency-Key: " + "k".repeat(300), ProblemCode.INVALID_HEADER),
        header("54 with spaces", "Idempotency-Key: a b", ProblemCode.INVALID_HEADER),
        header("54 control character", "Idempotency-Key: a\u0001b", malformed())
            .or(ProblemCode.INVALID_HEADER),
        header("54 delete character", "Idempotency-Key: a\u007fb", malformed())
            .or(ProblemCode.INVALID_HEADER),
        header("54 tab", "Idempotency-Key: a\tb", ProblemCode.INVALID_HEADER),
        header("54 not ASCII", "Idempotency-Key: \u00e9", ProblemCode.INVALID_HEADER)
            .or(malformed()),
        header(
            "55 two keys", "Idempotency-Key: a\r\nIdempotency-Key: a", ProblemCode.INVALID_HEADER),
        row("56 no key", "keyed", text(2), "hi", ProblemCode.INVALID_HEADER),
        header("huge Prefer", "Prefer: " + "wait=1,".repeat(5000), ProblemCode.HEADERS_TOO_LARGE)
            .or(malformed())
            .closing());
  }

  private static String chunked() {
    return "Content-Type: a/b\r\nTransfer-Encoding: chunked\r\n";
  }

  private static final String PARTS =
      "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n".repeat(1000) + "--x--\r\n";

  private static String parts() {
    return "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: "
        + PARTS.length()
        + "\r\n";
  }

  private static ProblemCode parameter() {
    return ProblemCode.INVALID_PARAMETER;
  }

  private static ProblemCode tooLarge() {
    return ProblemCode.PAYLOAD_TOO_LARGE;
  }

  private static ProblemCode malformed() {
    return ProblemCode.INVALID_REQUEST;
  }

  private static ProblemCode encoding() {
    return ProblemCode.UNSUPPORTED_CONTENT_ENCODING;
  }

  private static ProblemCode type() {
    return ProblemCode.UNSUPPORTED_CONTENT_TYPE;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void refusesCall_andLeavesNothingBehind(Row row) throws IOException {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(row.request());

      assertRefused(connection.answer(), row.code(), row.mayBe());
      if (row.mustClose()) {
        assertThat(connection.isClosed()).as("closes").isTrue();
      }
    }
  }

  private static void assertRefused(RawHttp.Answer answer, ProblemCode code, ProblemCode mayBe) {
    assertThat(answer.all()).doesNotContain(NEVER_SHOWN);
    assertThat(answer.header("Server")).isEmpty();
    assertThat(answer.header("Content-Type")).as(answer.all()).contains("application/problem+json");
    JsonNode problem = ContractSchemas.assertMatches("Problem", answer.body());
    assertThat(problem.get("code").asString()).isIn(code.name(), mayBe.name());
    assertThat(answer.status())
        .isEqualTo(ProblemCode.valueOf(problem.get("code").asString()).status());
    assertThat(problem.has("job")).isFalse();
    assertNothingStored();
  }

  private static void assertNothingStored() {
    for (String collection : COLLECTIONS) {
      assertThat(site.database().getCollection(collection).find().into(new ArrayList<Document>()))
          .as(collection)
          .isEmpty();
    }
  }

  @Test
  void refusesCall_whoseBodyEndsEarly() throws IOException {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(call(invocations("large"), text(500_000), "x".repeat(400_000)));
      connection.endOutput();

      RawHttp.Answer answer = connection.lastAnswer();

      assertRefused(answer, ProblemCode.INVALID_REQUEST, ProblemCode.INVALID_REQUEST);
      assertThat(answer.isClosed()).isTrue();
    }
  }

  @Test
  void refusesCall_whoseChunksEndEarly() throws IOException {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(call(invocations("echo"), chunked(), "5\r\nhello\r\n"));
      connection.endOutput();

      assertRefused(connection.lastAnswer(), malformed(), malformed());
    }
  }

  /** 8 bytes a second; the server is told to expect 64 after a grace of 1 s. */
  @Test
  void refusesCall_whoseBodyDrips_andDoesNotWaitForTheRest() throws Exception {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(call(invocations("echo"), text(10_000), ""));
      long start = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(125))
          .atMost(Duration.ofSeconds(8))
          .until(() -> {
            connection.write("x");
            return connection.hasAnswer();
          });

      RawHttp.Answer answer = connection.lastAnswer();

      assertThat(System.nanoTime() - start).isLessThan(8_000_000_000L);
      assertRefused(answer, ProblemCode.REQUEST_TIMEOUT, ProblemCode.REQUEST_TIMEOUT);
      assertThat(answer.header("Connection")).contains("close");
      assertThat(answer.isClosed()).isTrue();
    }
  }

  /** Takes as long as the server waits for a silent caller: 10 s. */
  @Test
  void refusesCall_whoseBodyStandsStill() throws IOException {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(call(invocations("echo"), text(9), "abc"));

      RawHttp.Answer answer = connection.lastAnswer();

      assertRefused(answer, ProblemCode.REQUEST_TIMEOUT, ProblemCode.REQUEST_TIMEOUT);
      assertThat(answer.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hi\n", "POST / HTTP/1.1\r\n"})
  void refusesCall_ofOneThatNeverEndsItsHeaders(String rest) throws IOException {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(rest);
      connection.endOutput();

      assertThat(connection.isClosed() || connection.lastAnswer().status() >= 400).isTrue();
      assertNothingStored();
    }
  }

  /**
   * Row 30. Tomcat drops the length and takes the chunks, as RFC 9112, section 6.1, allows where
   * the connection is closed: a second call behind the chunks is never read.
   */
  @Test
  void readsNothingBehindCall_whoseLengthContradictsItsChunks() throws IOException {
    String contradiction = chunked() + "Content-Length: 3\r\nIdempotency-Key:\r\n";
    String first = call(invocations("echo"), contradiction, "0\r\n\r\n");
    String smuggled = call(invocations("echo"), text(2), "hi");
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(first);
      connection.write(smuggled);

      RawHttp.Answer answer = connection.lastAnswer();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.isClosed()).isTrue();
      assertNothingStored();
    }
  }

  @Test
  void answersRefusedCallsInOrder_whenTheyCameAtOnce() throws IOException {
    String first = call(invocations("nobody"), text(2), "hi");
    String second = call(invocations("echo"), text(2) + "Idempotency-Key: a b\r\n", "hi");
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(first);
      connection.write(second);

      assertThat(connection.answer().status()).isEqualTo(404);
      assertThat(connection.answer().status()).isEqualTo(400);
    }
    assertNothingStored();
  }
}
