package dev.oneshot.standalone.endtoend;

import static dev.oneshot.standalone.endtoend.Client.code;
import static dev.oneshot.standalone.endtoend.Client.detail;
import static dev.oneshot.standalone.endtoend.Client.json;
import static dev.oneshot.standalone.endtoend.Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What callers are told when their function does not end well. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class FailuresIT {
  private static final Duration LONGEST_CANCEL = Duration.ofSeconds(15);

  private Platform platform;
  private Client client;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Path functions = directory.resolve("functions.yaml");
    String declared =
        Files.readString(Checkout.functions())
            + "\n  missing:\n    handler: com.example.NotThere\n    run-timeout: 30s\n";
    Files.writeString(functions, declared);
    platform =
        Platform.Plan.on(Backing.shared()).withWorkers(3, 6).withFunctions(functions).startWarm();
    client = platform.client();
  }

  @AfterAll
  void end() throws Exception {
    platform.close();
  }

  @Test
  void passesOnTheMessage_whenAFunctionThrows() throws Exception {
    HttpResponse<byte[]> response = client.probe("{\"fail\": \"no such customer: 17\"}");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(code(response)).isEqualTo("FUNCTION_ERROR");
    assertThat(detail(response)).contains("no such customer: 17");
    JsonNode job = json(client.get(json(response).path("job").asString()));
    assertThat(job.path("state").asString()).isEqualTo("FAILED");
    assertThat(job.path("error").path("type").asString())
        .isEqualTo(IllegalStateException.class.getName());
  }

  @Test
  void namesTheExitCodeAtOnce_whenAFunctionEndsItsProcess() throws Exception {
    long start = System.nanoTime();
    HttpResponse<byte[]> response = client.probe("{\"exit\": 3}");

    assertThat(since(start)).isLessThan(Duration.ofSeconds(5));
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(code(response)).isEqualTo("FUNCTION_ERROR");
    assertThat(detail(response)).contains("exit code 3");
  }

  @Test
  void failsTheCall_whenAFunctionEndsItsProcessAsIfAllWereWell() throws Exception {
    HttpResponse<byte[]> response = client.probe("{\"exit\": 0}");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(code(response)).isEqualTo("FUNCTION_ERROR");
    assertThat(detail(response)).contains("exit code 0");
  }

  @Test
  void saysThatMemoryRanOut_whenAFunctionTakesMoreThanTheHeap() throws Exception {
    HttpResponse<byte[]> response = client.probe("{\"allocateBytes\": 2000000000}");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(code(response)).isEqualTo("OUT_OF_MEMORY");
  }

  @Test
  void endsTheCallAtItsRunTimeout_whenAFunctionDoesNotListen() throws Exception {
    long start = System.nanoTime();
    HttpResponse<byte[]> response =
        client.probe(
            "{\"spinMillis\": 60000, \"ignoreInterrupt\": true}", "Oneshot-Run-Timeout", "1");

    assertThat(since(start)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(3500));
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(code(response)).isEqualTo("RUN_TIMEOUT");
    Platform.awaitGone(pid(response), Duration.ofSeconds(5));
  }

  @Test
  void endsTheCallAtItsRunTimeout_whenAFunctionSleeps() throws Exception {
    long start = System.nanoTime();
    HttpResponse<byte[]> response =
        client.probe("{\"sleepMillis\": 60000}", "Oneshot-Run-Timeout", "1");

    assertThat(since(start)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(3500));
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(code(response)).isEqualTo("RUN_TIMEOUT");
    Platform.awaitGone(pid(response), Duration.ofSeconds(5));
  }

  @Test
  void keepsWhatAFunctionWrote() throws Exception {
    HttpResponse<byte[]> response =
        client.probe("{\"log\": \"said aloud\", \"logError\": \"said in anger\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(logs(Client.jobId(response))).contains("said aloud", "said in anger");
  }

  @Test
  void keepsWhatAFunctionWrote_whenItEndedItsProcess() throws Exception {
    HttpResponse<byte[]> response =
        client.probe("{\"log\": \"last words\", \"logError\": \"and a curse\", \"exit\": 7}");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(logs(jobOf(response).path("id").asString())).contains("last words", "and a curse");
  }

  @Test
  void keepsWhatAFunctionWrote_whenItWasStopped() throws Exception {
    HttpResponse<byte[]> response =
        client.probe(
            "{\"log\": \"here I stay\", \"spinMillis\": 60000, \"ignoreInterrupt\": true}",
            "Oneshot-Run-Timeout",
            "1");

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(logs(jobOf(response).path("id").asString())).contains("here I stay");
  }

  @Test
  void saysWhatWouldBeRight_whenTheBodyIsGarbage() throws Exception {
    HttpResponse<byte[]> response = client.probe("{\"sleepMillis\": ");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(code(response)).isEqualTo("FUNCTION_ERROR");
    assertThat(detail(response)).contains("The body must be one JSON object", "It is not JSON");
    assertThat(text(response)).doesNotContain("\\tat ", "Probe.java");
  }

  @Test
  void namesTheClass_whenTheHandlerDoesNotExist() throws Exception {
    long start = System.nanoTime();
    HttpResponse<byte[]> response = client.call("missing", BodyPublishers.noBody());

    assertThat(since(start)).isLessThan(Duration.ofSeconds(5));
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(code(response)).isEqualTo("FUNCTION_UNAVAILABLE");
    assertThat(detail(response)).contains("com.example.NotThere");
  }

  @Test
  void endsJobAndWorker_whenARunningJobIsCancelled() throws Exception {
    cancels("{\"sleepMillis\": 120000}");
  }

  @Test
  void endsJobAndWorker_whenACancelledFunctionDoesNotListen() throws Exception {
    cancels("{\"spinMillis\": 120000, \"ignoreInterrupt\": true}");
  }

  @Test
  void tellsTheWaitingCaller_whenItsJobIsCancelled() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> waiting =
        client.callLater("probe", "{\"sleepMillis\": 120000}");
    String job = platform.awaitRunningProbe();

    client.delete("/v1/jobs/" + job);

    HttpResponse<byte[]> response = waiting.get(LONGEST_CANCEL.toSeconds(), TimeUnit.SECONDS);
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(code(response)).isEqualTo("CANCELLED_BY_CALLER");
  }

  private void cancels(String order) throws Exception {
    String job = client.submit("probe", order);
    long pid = platform.awaitRunning(job);

    HttpResponse<byte[]> cancelled = client.delete("/v1/jobs/" + job);

    assertThat(cancelled.statusCode()).isEqualTo(202);
    platform.awaitState(job, "CANCELLED", LONGEST_CANCEL);
    Platform.awaitGone(pid, Duration.ofSeconds(5));
    assertThat(client.delete("/v1/jobs/" + job).statusCode()).isEqualTo(409);
  }

  private String logs(String job) throws Exception {
    HttpResponse<byte[]> logs = client.get("/v1/jobs/" + job + "/logs");
    assertThat(logs.statusCode()).as(text(logs)).isEqualTo(200);
    return text(logs);
  }

  private JsonNode jobOf(HttpResponse<byte[]> problem) throws Exception {
    return json(client.get(json(problem).path("job").asString()));
  }

  private long pid(HttpResponse<byte[]> problem) throws Exception {
    return jobOf(problem).path("worker").path("pid").asLong();
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
