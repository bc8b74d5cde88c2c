package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.RawHttp;
import dev.oneshot.request.problem.ProblemCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The rows of the reliability notes' list of bad inputs that end before a function is called. */
class BadInputTest {
  private static final TestServer SERVER = TestServer.shared();
  private static final String UNKNOWN_JOB = "/v1/jobs/7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11";
  private static final List<String> NEVER_SHOWN =
      List.of("java.", "org.", "dev.oneshot", "Tomcat", "Spring", "Exception", "\tat ", "<html");

  /** One request and what it must be answered with; {@code mayBe} is an allowed alternative. */
  record Row(
      String name,
      String request,
      ProblemCode code,
      ProblemCode mayBe,
      boolean mustClose,
      boolean needsAllow) {
    @Override
    public String toString() {
      return name;
    }

    Row or(ProblemCode other) {
      return new Row(name, request, code, other, mustClose, needsAllow);
    }

    Row closing() {
      return new Row(name, request, code, mayBe, true, needsAllow);
    }

    Row allowing() {
      return new Row(name, request, code, mayBe, mustClose, true);
    }
  }

  private static Row raw(String name, String request, ProblemCode code) {
    return new Row(name, request, code, code, false, false);
  }

  private static Row line(String name, String method, String target, ProblemCode code) {
    return raw(
        name, method + " " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", code);
  }

  private static Row get(String name, String target, ProblemCode code) {
    return line(name, "GET", target, code);
  }

  private static Row headers(String name, String headers, ProblemCode code) {
    return raw(name, "GET /v1/functions HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n", code);
  }

  private static Row post(String name, String headers, String body, ProblemCode code) {
    return raw(
        name,
        "POST /v1/functions/echo/invocations HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body,
        code);
  }

  static Stream<Row> rows() {
    return Stream.of(methods(), names(), framing(), headerBlocks(), resources())
        .flatMap(rows -> rows);
  }

  private static Stream<Row> methods() {
    String invocations = "/v1/functions/echo/invocations";
    return Stream.of(
        get("1 GET on the invocation path", invocations, ProblemCode.METHOD_NOT_ALLOWED).allowing(),
        line("1 TRACE", "TRACE", invocations, ProblemCode.METHOD_NOT_ALLOWED).allowing(),
        line("1 FOO", "FOO", invocations, ProblemCode.METHOD_NOT_ALLOWED).allowing(),
        line("1 FOO on a job", "FOO", UNKNOWN_JOB, ProblemCode.METHOD_NOT_ALLOWED).allowing(),
        line("1 PUT on a job", "PUT", UNKNOWN_JOB, ProblemCode.METHOD_NOT_ALLOWED).allowing(),
        line("1 POST on the jobs", "POST", "/v1/jobs", ProblemCode.METHOD_NOT_ALLOWED).allowing(),
        line("1 CONNECT", "CONNECT", "a:80", ProblemCode.NOT_IMPLEMENTED),
        get("2 unknown path", "/v2/functions", ProblemCode.NOT_FOUND),
        get("2 the root", "/", ProblemCode.NOT_FOUND),
        get("2 trailing slash", "/v1/functions/", ProblemCode.NOT_FOUND),
        line("2 POST to an unknown path", "POST", "/nowhere", ProblemCode.NOT_FOUND),
        line("2 FOO to an unknown path", "FOO", "/nowhere", ProblemCode.NOT_FOUND)
            .or(ProblemCode.METHOD_NOT_ALLOWED),
        get("2 the error page itself", "/error", ProblemCode.NOT_FOUND));
  }

  private static Stream<Row> names() {
    return Stream.of(
        get("3 unknown function", "/v1/functions/nobody", ProblemCode.UNKNOWN_FUNCTION),
        get("4 65 characters", "/v1/functions/" + "a".repeat(65), invalidName()),
        get("4 uppercase", "/v1/functions/Echo", invalidName()),
        get("4 leading dash", "/v1/functions/-echo", invalidName()),
        get("5 encoded slash", "/v1/functions/..%2f..%2fetc", ProblemCode.INVALID_PATH)
            .or(ProblemCode.INVALID_REQUEST),
        get("5 NUL", "/v1/functions/a%00", ProblemCode.INVALID_PATH)
            .or(ProblemCode.INVALID_REQUEST),
        get("5 path parameter", "/v1/functions/a;b=c", ProblemCode.INVALID_PATH),
        get("5 encoded semicolon", "/v1/functions/echo%3bb", ProblemCode.INVALID_PATH),
        get("5 empty segment", "/v1/functions/a//b", ProblemCode.INVALID_PATH),
        get("5 empty segment first", "//v1/functions", ProblemCode.INVALID_PATH),
        get("5 dot segment", "/v1/jobs/../functions", ProblemCode.INVALID_PATH),
        get("5 encoded dot segment", "/v1/jobs/%2e%2e/functions", ProblemCode.INVALID_PATH),
        get("5 above the root", "/../../etc/passwd", ProblemCode.INVALID_PATH)
            .or(ProblemCode.INVALID_REQUEST),
        get("5 backslash", "/v1/functions/a%5cb", ProblemCode.INVALID_PATH)
            .or(ProblemCode.INVALID_REQUEST),
        get("5 line feed", "/v1/functions/a%0ab", ProblemCode.INVALID_PATH),
        get("5 incomplete escape", "/v1/functions/a%2", ProblemCode.INVALID_PATH)
            .or(ProblemCode.INVALID_REQUEST),
        get("5 not UTF-8", "/v1/functions/a%ff", ProblemCode.INVALID_PATH)
            .or(ProblemCode.INVALID_REQUEST),
        get("6 $where", "/v1/functions/$where", invalidName()),
        get("6 object", "/v1/functions/%7B%22$ne%22:null%7D", invalidName()),
        get("6 raw object", "/v1/functions/{\"$ne\":null}", ProblemCode.INVALID_REQUEST),
        get("6 operator", "/v1/functions/%5B$gt%5D", invalidName()),
        get("6 raw operator", "/v1/functions/[$gt]", ProblemCode.INVALID_REQUEST),
        get("7 homoglyph", "/v1/functions/%D0%B5cho", invalidName()),
        get("7 right-to-left mark", "/v1/functions/echo%E2%80%8F", invalidName()),
        get("7 emoji", "/v1/functions/%F0%9F%98%80", invalidName()),
        get("7 raw bytes", "/v1/functions/\u00e9cho", ProblemCode.INVALID_REQUEST),
        get("8 operator", "/v1/jobs?fn[$ne]=x", ProblemCode.INVALID_PARAMETER)
            .or(ProblemCode.INVALID_REQUEST),
        get("8 encoded operator", "/v1/jobs?function%5B$ne%5D=x", ProblemCode.INVALID_PARAMETER),
        get("8 repeated", "/v1/jobs?state=DONE&state=DONE", ProblemCode.INVALID_PARAMETER),
        get("8 unknown", "/v1/functions?x=1", ProblemCode.INVALID_PARAMETER),
        get("8 unknown on one", "/v1/functions/echo?x", ProblemCode.INVALID_PARAMETER),
        get("8 limit 0", "/v1/jobs?limit=0", ProblemCode.INVALID_PARAMETER),
        get("8 limit 201", "/v1/jobs?limit=201", ProblemCode.INVALID_PARAMETER),
        get("8 limit 1e2", "/v1/jobs?limit=1e2", ProblemCode.INVALID_PARAMETER),
        get("8 limit in other digits", "/v1/jobs?limit=%D9%A1", ProblemCode.INVALID_PARAMETER),
        get("8 state in lower case", "/v1/jobs?state=done", ProblemCode.INVALID_PARAMETER),
        get("8 since without offset", "/v1/jobs?since=2026-11-20", ProblemCode.INVALID_PARAMETER),
        get(
            "8 since in the year 999999999",
            "/v1/jobs?since=%2B999999999-01-01T00:00:00Z",
            ProblemCode.INVALID_PARAMETER),
        get("8 forged cursor", "/v1/jobs?after=AAAA", ProblemCode.INVALID_PARAMETER),
        get("8 function", "/v1/jobs?function=%7B$ne:1%7D", ProblemCode.INVALID_PARAMETER),
        get("8 not UTF-8", "/v1/jobs?function=%ff", ProblemCode.INVALID_PARAMETER));
  }

  private static Stream<Row> framing() {
    return Stream.of(
        post("29 length -5", "Content-Length: -5\r\n", "", ProblemCode.INVALID_REQUEST).closing(),
        post("29 length abc", "Content-Length: abc\r\n", "", ProblemCode.INVALID_REQUEST).closing(),
        post(
                "29 two lengths",
                "Content-Length: 1\r\nContent-Length: 2\r\n",
                "ab",
                ProblemCode.INVALID_REQUEST)
            .closing(),
        post(
                "31 xchunked",
                "Transfer-Encoding: xchunked\r\n",
                "0\r\n\r\n",
                ProblemCode.NOT_IMPLEMENTED)
            .or(ProblemCode.INVALID_REQUEST)
            .closing(),
        post(
                "31 chunked, identity",
                "Transfer-Encoding: chunked, identity\r\n",
                "0\r\n\r\n",
                ProblemCode.INVALID_REQUEST)
            .or(ProblemCode.NOT_IMPLEMENTED)
            .closing(),
        post("31 no chunk", "Transfer-Encoding: chunked\r\n", "xyz\r\n", malformed()).closing(),
        post("40 Expect: foo", "Expect: foo\r\nContent-Length: 1\r\n", "", expectation()));
  }

  private static Stream<Row> headerBlocks() {
    String many = "X-A: b\r\n".repeat(200);
    String large = "X-A: " + "b".repeat(64 * 1024) + "\r\n";
    return Stream.of(
        raw("32 bare CR", "GET /v1/functions HTTP/1.1\rHost: a\r\n\r\n", malformed()).closing(),
        headers("32 space before colon", "X-A : b\r\n", malformed()).closing(),
        headers("32 NUL", "X-A: b\0c\r\n", malformed()).closing(),
        headers("32 folded", " X-A: b\r\n", malformed()).closing(),
        raw("32 not HTTP", "HELLO\r\n\r\n", malformed()).closing(),
        raw(
                "32 version",
                "GET / HTTP/7.7\r\nHost: a\r\n\r\n",
                ProblemCode.HTTP_VERSION_NOT_SUPPORTED)
            .or(malformed())
            .closing(),
        headers("33 64 KB", large, ProblemCode.HEADERS_TOO_LARGE).or(malformed()).closing(),
        headers("33 200 headers", many, ProblemCode.HEADERS_TOO_LARGE).or(malformed()).closing(),
        raw("34 no Host", "GET /v1/functions HTTP/1.1\r\n\r\n", malformed()).closing(),
        headers("34 two Hosts", "Host: b\r\n", malformed()).closing(),
        raw("34 bad Host", "GET /v1/functions HTTP/1.1\r\nHost: a b/c\r\n\r\n", malformed())
            .closing(),
        get("35 64 KB", "/v1/jobs/" + "a".repeat(64 * 1024), ProblemCode.URI_TOO_LONG)
            .or(malformed())
            .closing());
  }

  private static Stream<Row> resources() {
    return Stream.of(
        headers("38 image", "Accept: image/png\r\nConnection: close\r\n", notAcceptable()),
        headers("38 nonsense", "Accept: ???\r\nConnection: close\r\n", notAcceptable()),
        get("49 no UUID", "/v1/jobs/abc", ProblemCode.INVALID_JOB_ID),
        get("49 upper case", UNKNOWN_JOB.replace("7f1c", "7F1C"), ProblemCode.INVALID_JOB_ID),
        get("49 dots", "/v1/jobs/../", ProblemCode.INVALID_PATH),
        get("49 10 KB", "/v1/jobs/" + "a".repeat(10 * 1024), ProblemCode.INVALID_JOB_ID),
        get("49 result", "/v1/jobs/abc/result", ProblemCode.INVALID_JOB_ID),
        line("49 cancel", "DELETE", "/v1/jobs/abc", ProblemCode.INVALID_JOB_ID),
        get("50 job", UNKNOWN_JOB, ProblemCode.UNKNOWN_JOB),
        get("50 result", UNKNOWN_JOB + "/result", ProblemCode.UNKNOWN_JOB),
        get("50 logs", UNKNOWN_JOB + "/logs", ProblemCode.UNKNOWN_JOB),
        line("50 cancel", "DELETE", UNKNOWN_JOB, ProblemCode.UNKNOWN_JOB),
        line("an error of ours", "POST", "/v1/functions/echo/invocations", ProblemCode.INTERNAL));
  }

  private static ProblemCode invalidName() {
    return ProblemCode.INVALID_FUNCTION_NAME;
  }

  private static ProblemCode malformed() {
    return ProblemCode.INVALID_REQUEST;
  }

  private static ProblemCode expectation() {
    return ProblemCode.EXPECTATION_FAILED;
  }

  private static ProblemCode notAcceptable() {
    return ProblemCode.NOT_ACCEPTABLE;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void answersWithProblem_andShowsNothingOfTheInside(Row row) throws IOException {
    RawHttp.Answer answer =
        RawHttp.send(SERVER.port(), row.request().getBytes(StandardCharsets.UTF_8));

    assertThat(answer.all()).doesNotContain(NEVER_SHOWN);
    assertThat(answer.header("Server")).isEmpty();
    assertThat(answer.header("Content-Type")).as(answer.all()).contains("application/problem+json");
    JsonNode problem = ContractSchemas.assertMatches("Problem", answer.body());
    assertThat(problem.get("code").asString()).isIn(row.code().name(), row.mayBe().name());
    ProblemCode code = ProblemCode.valueOf(problem.get("code").asString());
    assertThat(answer.status()).isEqualTo(code.status());
    assertThat(problem.get("status").asInt()).isEqualTo(code.status());
    assertThat(answer.isClosed() || !row.mustClose()).as("closes").isTrue();
    assertThat(answer.header("Allow").isPresent() || !row.needsAllow()).as("Allow").isTrue();
    assertThat(problem.has("instance")).isEqualTo(code == ProblemCode.INTERNAL);
  }

  /**
   * Row 30. Tomcat drops the length and takes the chunks, as RFC 9112, section 6.1, allows where
   * the connection is closed: a second request behind the chunks is never read.
   */
  @Test
  void closesConnection_whenLengthContradictsChunks() throws IOException {
    String contradiction = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n";
    String request = headers("", contradiction, malformed()).request() + "0\r\n\r\n";
    String smuggled = get("", "/v1/functions", malformed()).request();

    RawHttp.Answer answer =
        RawHttp.send(SERVER.port(), (request + smuggled).getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.isClosed()).isTrue();
  }
}
