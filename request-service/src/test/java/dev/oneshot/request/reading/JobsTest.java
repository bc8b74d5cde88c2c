package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.TestJobs;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JobsTest {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestJobs JOBS = SERVER.jobs;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(SERVER.uri(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(30))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static JsonNode job(String method, Job job, int status)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(method, JobView.path(job));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    return ContractSchemas.assertMatches("Job", response.body());
  }

  @Test
  void showsJobInEveryState_withoutItsToken() throws Exception {
    Job done = JOBS.done("text/plain", "out".getBytes(StandardCharsets.UTF_8));
    for (Job job :
        List.of(
            JOBS.queued(),
            JOBS.running(),
            done,
            JOBS.failed(Reason.FUNCTION_ERROR, "exit", "3"),
            JOBS.timedOut(),
            JOBS.cancelled(),
            JOBS.rejected(),
            JOBS.doneWithLogs("x", false))) {
      JsonNode json = job("GET", job, 200);
      assertThat(json.get("state").asString()).isEqualTo(job.state().name());
      if (job.claim() != null) {
        assertThat(json.toString()).doesNotContain(TestJobs.claimOf(job).token().value());
        assertThat(json.get("worker").get("pid").asLong()).isEqualTo(4711);
        assertThat(json.get("worker").get("template").asString()).isEqualTo("4f1c09a2b3");
      }
    }
    JsonNode json = job("GET", done, 200);
    assertThat(json.get("result").get("length").asInt()).isEqualTo(3);
    assertThat(json.get("timings").has("totalMillis")).isTrue();
    assertThat(Instant.parse(json.get("createdAt").asString()))
        .isEqualTo(done.times().createdAt().truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
    assertThat(json.get("links").get("result").asString())
        .isEqualTo(JobView.path(done) + "/result");
  }

  @Test
  void cancelsQueuedJobAtOnce_andTellsWhoWaits() throws Exception {
    Job queued = JOBS.queued();

    JsonNode json = job("DELETE", queued, 200);

    assertThat(json.get("state").asString()).isEqualTo("CANCELLED");
    assertThat(SERVER.ended)
        .filteredOn(event -> event.job().id().equals(queued.id()))
        .singleElement()
        .satisfies(event -> assertThat(event.job().state()).isEqualTo(JobState.CANCELLED));
  }

  @Test
  void asksWorkerToStop_howeverOftenCancelled() throws Exception {
    Job running = JOBS.running();

    assertThat(job("DELETE", running, 202).get("state").asString()).isEqualTo("RUNNING");
    job("DELETE", running, 202);

    assertThat(TestJobs.claimOf(JOBS.find(running.id())).isCancelRequested()).isTrue();
    assertThat(SERVER.ended).noneMatch(event -> event.job().id().equals(running.id()));
  }

  @Test
  void refusesToCancelJobThatEnded() throws Exception {
    HttpResponse<String> response = send("DELETE", JobView.path(JOBS.timedOut()));

    assertThat(response.statusCode()).isEqualTo(409);
    JsonNode problem = ContractSchemas.assertMatches("Problem", response.body());
    assertThat(problem.get("code").asString()).isEqualTo("JOB_ALREADY_ENDED");
  }

  @Test
  void listsNewestFirst_pageByPage_eachJobOnce() throws Exception {
    List<Job> made = new ArrayList<>();
    Instant start = Instant.parse("2020-01-01T00:00:00Z");
    for (int i = 0; i < 11; i++) {
      // three jobs share each millisecond
      made.add(JOBS.queued("paged", start.plusMillis(i / 3), TestJobs.A_DAY));
    }
    List<String> expected =
        made.stream()
            .sorted(
                Comparator.comparing((Job job) -> job.times().createdAt())
                    .thenComparing(job -> job.id().value())
                    .reversed())
            .map(job -> job.id().value())
            .toList();

    List<String> listed = new ArrayList<>();
    String next = "/v1/jobs?function=paged&state=QUEUED&since=2020-01-01T00:00:00Z&limit=4";
    int pages = 0;
    while (next != null) {
      HttpResponse<String> response = send("GET", next);
      JsonNode page = ContractSchemas.assertMatches("JobList", response.body());
      page.get("jobs").forEach(job -> listed.add(job.get("id").asString()));
      next = page.has("next") ? page.get("next").asString() : null;
      assertThat(response.headers().firstValue("Link").orElse(null))
          .isEqualTo(next == null ? null : "<" + next + ">; rel=\"next\"");
      pages++;
    }

    assertThat(listed).isEqualTo(expected);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void listsOnlyWhatIsAskedFor() throws Exception {
    Instant old = Instant.parse("2019-01-01T00:00:00Z");
    Job before = JOBS.queued("filtered", old, TestJobs.A_DAY);
    Job after = JOBS.queued("filtered", old.plusSeconds(1), TestJobs.A_DAY);

    assertThat(listed("function=filtered"))
        .containsExactly(after.id().value(), before.id().value());
    assertThat(listed("function=filtered&since=2019-01-01T00:00:01Z"))
        .containsExactly(after.id().value());
    assertThat(listed("function=filtered&since=2019-01-01T01:00:01%2B01:00"))
        .containsExactly(after.id().value());
    assertThat(listed("function=filtered&state=DONE")).isEmpty();
    assertThat(listed("function=other")).isEmpty();
    assertThat(listed("limit=1")).hasSize(1);
  }

  private static List<String> listed(String query) throws IOException, InterruptedException {
    JsonNode page =
        ContractSchemas.assertMatches("JobList", send("GET", "/v1/jobs?" + query).body());
    List<String> ids = new ArrayList<>();
    page.get("jobs").forEach(job -> ids.add(job.get("id").asString()));
    return ids;
  }

  @Test
  void showsDeclaredFunctions() throws Exception {
    JsonNode list =
        ContractSchemas.assertMatches("FunctionList", send("GET", "/v1/functions").body());
    assertThat(list.get("functions").valueStream().map(one -> one.get("name").asString()))
        .containsExactly("code-scan", "echo");

    JsonNode scan =
        ContractSchemas.assertMatches("Function", send("GET", "/v1/functions/code-scan").body());
    assertThat(scan.get("runTimeout").asString()).isEqualTo("PT15M");
    assertThat(scan.get("wait").asString()).isEqualTo("PT20S");
    assertThat(scan.get("maxPayloadBytes").asLong()).isEqualTo(6L << 30);
  }
}
