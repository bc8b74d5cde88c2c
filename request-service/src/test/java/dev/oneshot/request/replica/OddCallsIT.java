package dev.oneshot.request.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.request.fixture.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What needs more than one look, beside {@link BadInputIT}: headers, sequences, keys. */
class OddCallsIT {
  private static Site site;
  private static Replica replica;

  @BeforeAll
  static void start() throws Exception {
    site = Site.onSharedBroker();
    replica = site.replica();
    site.worker(ObedientWorker.ECHO);
  }

  @AfterAll
  static void end() throws IOException {
    site.close();
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
  void answersRefusedCallsInOrder_whenTheyCameAtOnce() throws IOException {
    String unknown = call(typed("a/b", "hi"), "hi").replace("echo", "nobody");
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(unknown + call(typed("a/b", "hi") + "Idempotency-Key: a b\r\n", "hi"));

      assertThat(connection.answer().status()).isEqualTo(404);
      assertThat(connection.answer().status()).isEqualTo(400);
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
