package dev.oneshot.request.replica;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.Reason;
import dev.oneshot.request.badinput.BadInput;
import dev.oneshot.request.badinput.BadInputDocument;
import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.RawHttp;
import dev.oneshot.request.fixture.TestJobs;
import dev.oneshot.request.problem.ProblemCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Each row of {@code docs/bad-input.md} that is a request, byte by byte, on a whole replica. */
class BadInputIT {
  private static final List<String> NEVER_SHOWN =
      List.of(
          "java.",
          "jakarta.",
          "org.",
          "dev.oneshot",
          "Tomcat",
          "Apache",
          "Spring",
          "Exception",
          "\tat ",
          "<html",
          System.getProperty("user.dir"));
  private static final List<String> COLLECTIONS =
      List.of("jobs", "payloads.files", "payloads.chunks", "uploads", "idempotency");
  private static final BadInputDocument DOCUMENT = BadInputDocument.read();
  private static final byte[] TEN_BYTES = "0123456789".getBytes(StandardCharsets.US_ASCII);

  private static Site site;
  private static Replica replica;
  private static Map<String, Supplier<Job>> prepared;

  @BeforeAll
  static void start() throws Exception {
    site = Site.onSharedBroker();
    replica =
        site.replica(
            "--oneshot.connection.slow-grace=1s", "--oneshot.connection.min-bytes-per-second=64");
    site.worker(BadInputIT::run);
    TestJobs jobs = new TestJobs(site.database(), site.clock());
    Job expired = jobs.done("a/b", TEN_BYTES);
    jobs.dropContents(expired);
    Job done = jobs.done("a/b", TEN_BYTES);
    Job cancelled = jobs.cancelled();
    prepared =
        Map.of(
            "{done}", () -> done,
            "{expired}", () -> expired,
            "{cancelled}", () -> cancelled,
            "{queued}", jobs::queued,
            "{running}", jobs::running,
            "{timed-out}", jobs::timedOut,
            "{failed}", () -> jobs.failed(Reason.FUNCTION_ERROR, "error", "it failed"));
    replica.call("echo", "taken", "Idempotency-Key", "taken");
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

  static Stream<BadInput> inputs() {
    return BadInput.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void isAnsweredAsDocumented_showsNothing_andLeavesNothing(BadInput input) throws Exception {
    String request = filled(input.request());
    Set<Object> before = stored();
    try (RawHttp connection = RawHttp.connect(replica.port())) {
      send(connection, request, input.manner());
      Optional<RawHttp.Answer> answer = answer(connection);

      assertThat(answer.map(BadInputIT::asDocumented).orElse(BadInput.CLOSED))
          .as(answer.map(RawHttp.Answer::all).orElse("no answer"))
          .isEqualTo(input.answer());
      if (answer.isPresent()) {
        assertShowsNothing(answer.get(), input);
      }
      if (input.manner() == BadInput.Manner.DRIPPING) {
        drip(connection, () -> false);
      }
      if (input.mustClose()) {
        assertThat(connection.isClosed()).as("closes").isTrue();
      }
    }
    if (input.echo() == null && !input.answer().endsWith("RESULT_TOO_LARGE")) {
      assertThat(before).as("nothing new in the store").containsAll(stored());
    }
  }

  private static String filled(String request) {
    String filled = request;
    for (Map.Entry<String, Supplier<Job>> job : prepared.entrySet()) {
      if (filled.contains(job.getKey())) {
        filled = filled.replace(job.getKey(), job.getValue().get().id().value());
      }
    }
    return filled;
  }

  private static Set<Object> stored() {
    Set<Object> ids = new HashSet<>();
    for (String collection : COLLECTIONS) {
      site.database()
          .getCollection(collection)
          .find()
          .forEach(document -> ids.add(collection + ' ' + document.get("_id")));
    }
    return ids;
  }

  private static void send(RawHttp connection, String request, BadInput.Manner manner)
      throws IOException {
    connection.write(request);
    switch (manner) {
      case AT_ONCE -> {}
      case ENDING -> connection.endOutput();
      case DRIPPING -> drip(connection, connection::hasAnswer);
    }
  }

  /** Until the server does not want any more, or the other condition is met. */
  private static void drip(RawHttp connection, Callable<Boolean> orUntil) {
    await()
        .pollInterval(Duration.ofMillis(125))
        .atMost(Duration.ofSeconds(8))
        .until(() -> !connection.write("x") || orUntil.call());
  }

  private static Optional<RawHttp.Answer> answer(RawHttp connection) throws IOException {
    try {
      return Optional.of(connection.answer());
    } catch (EOFException | SocketException e) {
      return Optional.empty();
    }
  }

  private static String asDocumented(RawHttp.Answer answer) {
    String status = Integer.toString(answer.status());
    return answer.header("Content-Type").orElse("").equals("application/problem+json")
        ? status + ' ' + code(answer)
        : status;
  }

  private static ProblemCode code(RawHttp.Answer answer) {
    JsonNode problem = ContractSchemas.assertMatches("Problem", answer.body());
    ProblemCode code = ProblemCode.valueOf(problem.get("code").asString());
    assertThat(answer.status()).isEqualTo(code.status());
    assertThat(problem.get("status").asInt()).isEqualTo(code.status());
    assertThat(problem.get("title").asString()).isEqualTo(code.title());
    assertThat(problem.get("type").asString()).isEqualTo(code.type());
    assertThat(problem.get("detail").asString()).isNotBlank();
    return code;
  }

  private static void assertShowsNothing(RawHttp.Answer answer, BadInput input) {
    assertThat(answer.header("Server")).isEmpty();
    assertThat(answer.header("X-Powered-By")).isEmpty();
    assertThat(answer.header("Set-Cookie")).isEmpty();
    assertThat(answer.header("Allow").isPresent()).isEqualTo(answer.status() == 405);
    if (answer.status() >= 400 || input.echo() != null) {
      assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }
    if (answer.status() >= 400) {
      assertThat(answer.all()).doesNotContain(NEVER_SHOWN).hasSizeLessThan(9 * 1024);
    }
    if (input.echo() != null) {
      assertThat(answer.octets()).isEqualTo(input.echo());
    }
  }

  /** So that the document can promise nothing that is not tried, and hides nothing that is. */
  @Test
  void documentSaysForEachRowWhatItsInputsAreAnswered() {
    Map<Integer, Set<String>> tried =
        BadInput.all().collect(groupingBy(BadInput::row, mapping(BadInput::answer, toSet())));

    assertThat(DOCUMENT.rows().keySet()).containsAll(IntStream.rangeClosed(1, 80).boxed().toList());
    assertThat(DOCUMENT.rows().keySet()).containsAll(tried.keySet());
    DOCUMENT
        .rows()
        .forEach((number, row) -> {
          assertThat(row.answers())
              .as("row " + number)
              .isEqualTo(tried.getOrDefault(number, Set.of()));
          assertThat(row.answers().isEmpty() && row.tests().isEmpty())
              .as("row " + number + " has an answer, or a reason why it has none")
              .isEqualTo(row.isOutOfPlace());
          assertThat(row.tests()).as("row " + number).allMatch(BadInputIT::isTest);
        });
  }

  private static boolean isTest(String name) {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files.anyMatch(file -> file.endsWith(name + ".java"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
