package dev.oneshot.request.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.Reason;
import dev.oneshot.request.fixture.RawHttp;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that look wrong and are not: their bytes reach the function and come back as they were. */
class OddCallsIT {
  private static Site site;
  private static Replica replica;

  @BeforeAll
  static void start() throws Exception {
    site = Site.onSharedBroker();
    replica = site.replica();
    site.worker(OddCallsIT::run);
  }

  @AfterAll
  static void end() throws IOException {
    site.close();
  }

  private static Optional<Ending> run(Job job, ObedientWorker.Tools tools) throws Exception {
    if (job.payload().contentType().equals("test/too-much")) {
      JobError error = new JobError(Reason.RESULT_TOO_LARGE, "limit", "x".repeat(10_000_000));
      return Optional.of(new Ending.Failed(error));
    }
    return ObedientWorker.ECHO.run(job, tools);
  }

  record Body(String name, String contentType, String octets) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Body> bodies() {
    String part = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n";
    return Stream.of(
        new Body("9 empty, typed as JSON", "application/json", ""),
        new Body("10 no JSON, typed as such", "application/json", "{\"a\":1}}"),
        new Body("12 deep JSON", "application/json", "[".repeat(100_000)),
        new Body("16 invalid UTF-8", "application/json;charset=utf-8", "\"\u00ff\u00fe\u0000\""),
        new Body("18 operators", "application/json", "{\"$where\":\"1\",\"a.b\":{\"$ne\":null}}"),
        new Body(
            "19 types",
            "application/json",
            "{\"@class\":\"java.lang.Runtime\",\"__proto__\":{},\"@type\":\"x\"}"),
        new Body("20 our own fields", "application/json", "{\"state\":\"DONE\",\"attempt\":7}"),
        new Body("a form", "application/x-www-form-urlencoded", "a=1&b=%zz&_method=DELETE&a=2"),
        new Body("39 1,000 parts", "multipart/form-data; boundary=x", part.repeat(1000)),
        new Body("36 gzip as a type", "application/gzip", "\u001f\u008b\u0008\u0000"),
        new Body("80 all bytes", "application/octet-stream", allBytes()),
        new Body("just below the document's limit", "a/b", "x".repeat(256 * 1024)),
        new Body("just above the document's limit", "a/b", "x".repeat(256 * 1024 + 1)));
  }

  private static String allBytes() {
    StringBuilder all = new StringBuilder();
    for (char octet = 0; octet < 256; octet++) {
      all.append(octet);
    }
    return all.toString();
  }

  private static String call(String headers, String body) {
    return "POST /v1/functions/echo/invocations HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
  }

  private static String typed(String contentType, String body) {
    return "Content-Type: " + contentType + "\r\nContent-Length: " + body.length() + "\r\n";
  }

  private static RawHttp.Answer answer(String request) throws IOException {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(request);
      return connection.answer();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void givesBackTheBytesAsTheyCame(Body body) throws IOException {
    RawHttp.Answer answer = answer(call(typed(body.contentType(), body.octets()), body.octets()));

    assertThat(answer.status()).as(answer.all()).isEqualTo(200);
    assertThat(answer.octets()).isEqualTo(body.octets());
    assertThat(answer.header("Content-Type").orElseThrow().replace(" ", ""))
        .isEqualTo(body.contentType().replace(" ", ""));
    assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  @Test
  void takesCallWithoutBodyAndType() throws IOException {
    RawHttp.Answer answer = answer(call("", ""));

    assertThat(answer.status()).as(answer.all()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/octet-stream");
    assertThat(answer.octets()).isEmpty();
  }

  @Test
  void takesChunks_withExtensionsAndTrailers() throws IOException {
    String chunks = "3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nX-Trailer: 1\r\n\r\n";

    RawHttp.Answer answer =
        answer(call("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n", chunks));

    assertThat(answer.status()).as(answer.all()).isEqualTo(200);
    assertThat(answer.octets()).isEqualTo("hello");
  }

  @Test
  void tellsToGoOn_onlyWhereTheCallIsTaken() throws IOException {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(call(typed("text/plain", "hello") + "Expect: 100-continue\r\n", ""));
      assertThat(connection.answer().status()).isEqualTo(100);
      connection.write("hello");
      assertThat(connection.answer().octets()).isEqualTo("hello");
    }
  }

  @Test
  void answersCallsThatCameAtOnce_inTheirOrder() throws IOException {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(
          call(typed("a/b", "first"), "first")
              + call(typed("a/b", "2nd") + "Idempotency-Key: a b\r\n", "2nd")
              + call(typed("a/b", "third"), "third"));

      assertThat(connection.answer().octets()).isEqualTo("first");
      // a 400 ends the connection: nobody can be sure of what follows
      assertThat(connection.answer().status()).isEqualTo(400);
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void speaksHttp10() throws IOException {
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(call(typed("a/b", "old"), "old").replace("HTTP/1.1", "HTTP/1.0"));
      RawHttp.Answer answer = connection.lastAnswer();

      assertThat(answer.octets()).isEqualTo("old");
      assertThat(answer.isClosed()).isTrue();
    }
  }

  @Test
  void takesTheFirstOfTwoWaits_andIgnoresNonsense() throws IOException {
    String two = "Prefer: hurry, wait=7; a=b\r\nPrefer: wait=9\r\n";

    assertThat(answer(call(typed("a/b", "x") + two, "x")).header("Preference-Applied"))
        .contains("wait=7");
    String nonsense = "Prefer: " + "wait=abc, ;;=,".repeat(800) + "\r\n";
    RawHttp.Answer answer = answer(call(typed("a/b", "x") + nonsense, "x"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isEmpty();
  }

  /**
   * RFC 7240, section 4.3: together they say from when on an answer without the result is better.
   */
  @Test
  void waitsAsLongAsPreferred_beforeItAnswersAsynchronously() throws IOException {
    String both = "Prefer: respond-async, wait=10\r\n";

    RawHttp.Answer quick = answer(call(typed("a/b", "x") + both, "x"));

    assertThat(quick.status()).isEqualTo(200);
    assertThat(quick.octets()).isEqualTo("x");
  }

  @Test
  void startsAnotherTrace_whenTheCallersIsMalformedOrDouble() throws IOException {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for (String header :
        new String[] {
          "traceparent: " + trace + "-more\r\n",
          "traceparent: " + trace + "\r\ntraceparent: " + trace + "\r\n",
          "traceparent: nonsense\r\n"
        }) {
      RawHttp.Answer answer = answer(call(typed("a/b", "x") + header, "x"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("traceparent").orElseThrow())
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
          .doesNotContain("4bf92f3577b34da6a3ce929d0e0e4736");
    }
  }

  @Test
  void cutsWhatTheFunctionSaysOfItsFailure() throws IOException {
    RawHttp.Answer answer = answer(call(typed("test/too-much", "x"), "x"));

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("RESULT_TOO_LARGE").hasSizeLessThan(9 * 1024);
  }

  /** Rows 57 to 59, with a body that is too long for the job's document. */
  @Test
  void keepsOneFile_whenTheKeyComesAgain() throws IOException {
    String body = "k".repeat(300_000);
    String keyed = typed("a/b", body) + "Idempotency-Key: large-one\r\n";
    long before = files();

    RawHttp.Answer first = answer(call(keyed, body));
    RawHttp.Answer second = answer(call(keyed, body));
    RawHttp.Answer other = answer(call(keyed, body.replace('k', 'o')));

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.octets()).isEqualTo(body);
    assertThat(second.header("Oneshot-Job-Id")).isEqualTo(first.header("Oneshot-Job-Id"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(files() - before).as("payload and result of one job").isEqualTo(2);
  }

  private static long files() {
    return site.database().getCollection("payloads.files").countDocuments();
  }
}
