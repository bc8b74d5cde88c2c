package dev.oneshot.request.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.mongodb.client.model.Filters;
import dev.oneshot.request.badinput.BadInput;
import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.RawHttp;
import dev.oneshot.request.problem.ProblemCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come in on a connection; see docs/bad-input.md. */
class HttpFuzz {
  /** Of a machine that does other things too. */
  private static final Duration AT_MOST = Duration.ofSeconds(10);

  /** The search tries inputs as long as the longest seed. */
  private static final int MAX_SEED_BYTES = 1024;

  private static Site site;
  private static Replica replica;

  @BeforeAll
  static void start() throws Exception {
    site = Site.onSharedBroker();
    replica = site.replica("--oneshot.waiting.default-wait=2s", "--oneshot.waiting.max-wait=2s");
    site.worker(ObedientWorker.ECHO);
  }

  @AfterAll
  static void end() throws IOException {
    site.close();
  }

  /** Where the search begins, beside the files in the resources. */
  static Stream<Arguments> seeds() {
    return BadInput.all()
        .map(input -> input.request().getBytes(StandardCharsets.ISO_8859_1))
        .filter(request -> request.length <= MAX_SEED_BYTES)
        .map(request -> Arguments.of((Object) request));
  }

  @DictionaryEntries({
    "POST /v1/functions/echo/invocations HTTP/1.1",
    "GET /v1/jobs?limit=1&after= HTTP/1.1",
    "DELETE /v1/jobs/7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11 HTTP/1.1",
    "GET /v1/functions HTTP/1.1",
    "Host: a",
    "Content-Length: 2",
    "Content-Type: a/b",
    "Transfer-Encoding: chunked",
    "Prefer: respond-async, wait=1",
    "Idempotency-Key: k",
    "Oneshot-Run-Timeout: 1",
    "Range: bytes=0-",
    "Expect: 100-continue",
    "\\x0d\\x0a",
    "\\x0d\\x0a\\x0d\\x0a",
    "2\\x0d\\x0ahi\\x0d\\x0a0\\x0d\\x0a\\x0d\\x0a"
  })
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void isNeverAnErrorOfOurs_andNoJobUnlessItSaysSo(byte[] bytes) throws IOException {
    long jobsBefore = jobs();
    long start = System.nanoTime();

    List<RawHttp.Answer> answers = answers(bytes);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_MOST);
    answers.forEach(HttpFuzz::assertExpected);
    assertThat(jobs() - jobsBefore)
        .isLessThanOrEqualTo(answers.stream().filter(HttpFuzz::isCall).count());
  }

  /** But for those that were refused with a 503, which never run. */
  private static long jobs() {
    return site.database().getCollection("jobs").countDocuments(Filters.ne("state", "REJECTED"));
  }

  private static List<RawHttp.Answer> answers(byte[] bytes) throws IOException {
    List<RawHttp.Answer> answers = new ArrayList<>();
    // the answer to HEAD has a length and no bytes, and RawHttp does not know what it answers
    boolean isOnlyOne =
        new String(bytes, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT).contains("HEAD");
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      connection.write(bytes);
      connection.endOutput();
      do {
        answers.add(isOnlyOne ? connection.answerToHead() : connection.answer());
      } while (!isOnlyOne);
    } catch (EOFException | SocketException e) {
      // no more answers
    }
    return answers;
  }

  private static void assertExpected(RawHttp.Answer answer) {
    assertThat(answer.status()).as(answer.all()).isNotEqualTo(500);
    boolean isProblem = answer.header("Content-Type").orElse("").equals("application/problem+json");
    if (answer.status() >= 400 && !answer.octets().isEmpty()) {
      assertThat(isProblem).as(answer.all()).isTrue();
      String code = ContractSchemas.assertMatches("Problem", answer.body()).get("code").asString();
      assertThat(ProblemCode.valueOf(code).status()).isEqualTo(answer.status());
      assertThat(answer.all()).doesNotContain("dev.oneshot", "Exception", "Tomcat", "\tat ");
    }
  }

  private static boolean isCall(RawHttp.Answer answer) {
    return answer.header("Oneshot-Job-Id").isPresent() && answer.status() < 300;
  }
}
