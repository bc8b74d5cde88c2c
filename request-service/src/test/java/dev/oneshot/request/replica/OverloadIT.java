package dev.oneshot.request.replica;

import static dev.oneshot.request.replica.Replica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.job.JobId;
import dev.oneshot.request.fixture.RawHttp;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More calls than there is room for. What it does to times is a row of the fault matrix, F34. */
class OverloadIT {
  private static final int WORKERS = 4;
  private static final int CALLS = 200;
  private static final int CONNECTIONS = 40 + 1000;
  private static final Duration SOON = Duration.ofSeconds(40);

  private final List<ObedientWorker> workers = new ArrayList<>();
  private Site site;

  @BeforeEach
  void start() {
    site = Site.onSharedBroker();
  }

  @AfterEach
  void end() throws Exception {
    site.close();
  }

  private Replica replica(int maxCalls) {
    return site.replica(
        "--oneshot.functions.file=classpath:limited-functions.yaml",
        "--oneshot.waiting.max-calls=" + maxCalls);
  }

  private void startWorkers(int number, CountDownLatch go) throws Exception {
    for (int i = 0; i < number; i++) {
      workers.add(
          site.worker((job, tools) -> {
            go.await();
            return ObedientWorker.ECHO.run(job, tools);
          }));
    }
  }

  private List<String> executed() {
    return workers.stream().flatMap(worker -> worker.ledger().stream()).map(JobId::value).toList();
  }

  /** Each of them holds a chunk in memory, however slowly it comes. */
  @Test
  void refusesALargeBody_whileAsManyComeInAsMayBe() throws Exception {
    Replica replica =
        site.replica(
            "--oneshot.functions.file=classpath:limited-functions.yaml",
            "--oneshot.transfers.max=1",
            "--oneshot.transfers.patience=200ms");
    try (RawHttp slow = RawHttp.connect(replica.port())) {
      slow.write(
          "POST /v1/functions/free/invocations HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\n"
              + "Prefer: respond-async\r\nContent-Length: "
              + (9 << 20)
              + "\r\n\r\n");
      slow.write(new byte[1 << 20]);

      await().atMost(SOON).until(() -> answerToLargeBody(replica) == 503);
      assertThat(replica.call("free", "x", "Prefer", "respond-async").statusCode()).isEqualTo(202);

      slow.write(new byte[8 << 20]);
      assertThat(slow.answer().status()).isEqualTo(202);
      await().atMost(SOON).until(() -> answerToLargeBody(replica) == 202);
    }
  }

  private static int answerToLargeBody(Replica replica) throws Exception {
    return replica
        .callBytes("free", BodyPublishers.ofByteArray(new byte[1 << 20]), "Prefer", "respond-async")
        .statusCode();
  }

  @ParameterizedTest
  @CsvSource({
    // as many as may wait on the replica
    "free,    40,   503, OVERLOADED,      40, 40",
    // as many as may be queued for the function, and those that run by then
    "bounded, 2000, 429, TOO_MANY_QUEUED, 30, 34",
  })
  void refusesWhatIsTooMuch_andRunsEverythingElse(
      String function, int maxCalls, int status, String code, int least, int most)
      throws Exception {
    Replica replica = replica(maxCalls);
    CountDownLatch go = new CountDownLatch(1);
    startWorkers(WORKERS, go);
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(replica.callLater(function, "x", "Prefer", "wait=120"));
    }
    await()
        .atMost(SOON)
        .until(() -> calls.stream().filter(CompletableFuture::isDone).count() >= CALLS - most);
    go.countDown();

    int done = 0;
    List<String> comeBackAfter = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> call : calls) {
      HttpResponse<String> response = call.get();
      if (response.statusCode() == 200) {
        done++;
      } else {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).path("code").asString()).isEqualTo(code);
        assertThat(json(response).has("job")).isFalse();
        comeBackAfter.add(response.headers().firstValue("Retry-After").orElseThrow());
      }
    }
    assertThat(done).isBetween(least, most);
    assertThat(comeBackAfter).allMatch(seconds -> seconds.matches("[1-5]"));
    assertThat(comeBackAfter.stream().distinct())
        .as("they do not come back together")
        .hasSizeGreaterThan(1);
    assertThat(executed())
        .as("nobody who was refused is run all the same")
        .hasSize(done)
        .doesNotHaveDuplicates();
    assertThat(replica.call(function, "after").statusCode()).isEqualTo(200);
  }

  /** Whoever keeps idle connections must not keep others out until they end. */
  @Test
  void keepsNoConnection_whileThereAreFewLeft() throws Exception {
    Replica replica = replica(40);
    String request = "GET /v1/functions/free HTTP/1.1\r\nHost: x\r\n\r\n";
    List<RawHttp> idle = new ArrayList<>();
    try (RawHttp first = RawHttp.connect(replica.port())) {
      first.write(request);
      assertThat(first.answer().header("connection")).isEmpty();
      for (int i = 0; i < 4 * CONNECTIONS / 5; i++) { // some more than the three quarters
        idle.add(RawHttp.connect(replica.port()));
      }
      RawHttp last = idle.getLast();
      last.write(request);
      assertThat(last.answer().status()).as("all were accepted").isEqualTo(200);

      first.write(request);

      RawHttp.Answer crowded = first.lastAnswer();
      assertThat(crowded.status()).isEqualTo(200);
      assertThat(crowded.header("connection")).contains("close");
      assertThat(crowded.isClosed()).isTrue();
    } finally {
      for (RawHttp connection : idle) {
        connection.close();
      }
    }
  }

  @Test
  void runsNothingWhoseTimeIsOver_andGoesOnAtOnceWithWhatIsNot() throws Exception {
    Replica replica = replica(40);
    List<String> expired = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      HttpResponse<String> accepted =
          replica.call("free", "x", "Prefer", "respond-async", "Oneshot-Queue-Timeout", "1");
      expired.add(json(accepted).path("id").asString());
    }
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(expired)
                .allSatisfy(id ->
                    assertThat(replica.job(id).path("state").asString()).isEqualTo("TIMED_OUT")));

    startWorkers(1, new CountDownLatch(0));

    assertThat(replica.call("free", "next").statusCode()).isEqualTo(200);
    assertThat(executed()).hasSize(1).doesNotContainAnyElementsOf(expired);
    assertThat(expired)
        .allSatisfy(id -> assertThat(replica.job(id).path("attempt").asInt(-1)).isZero());
  }
}
