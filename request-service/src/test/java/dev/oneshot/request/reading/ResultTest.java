package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.oneshot.job.Job;
import dev.oneshot.job.Reason;
import dev.oneshot.job.Retention;
import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.RawHttp;
import dev.oneshot.request.fixture.TestJobs;
import dev.oneshot.request.transfer.Transfers;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ResultTest {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestJobs JOBS = SERVER.jobs;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final byte[] TEN = "0123456789".getBytes(StandardCharsets.US_ASCII);

  // several chunks, and no multiple of a chunk or block
  private static final byte[] LARGE = random(20 * 1024 * 1024 + 17);

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static HttpResponse<byte[]> get(Job job, String... headers)
      throws IOException, InterruptedException {
    return request("GET", job, "/result", headers);
  }

  private static HttpResponse<byte[]> request(
      String method, Job job, String below, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(SERVER.uri(JobView.path(job) + below))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static JsonNode assertProblem(HttpResponse<byte[]> response, int status, String code) {
    String body = new String(response.body(), StandardCharsets.UTF_8);
    assertThat(response.statusCode()).as(body).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = ContractSchemas.assertMatches("Problem", body);
    assertThat(problem.get("code").asString()).isEqualTo(code);
    return problem;
  }

  /** Each of them holds a chunk in memory, for as long as its reader takes. */
  @Test
  void saysWhenToComeAgain_whileAsManyLargeResultsAreOnTheirWayAsMayBe() throws Exception {
    Job large = JOBS.done("a/b", LARGE);
    Job small = JOBS.done("a/b", TEN);
    List<Transfers.Place> taken = new ArrayList<>();
    for (int i = 0; i < TestServer.TRANSFERS; i++) {
      taken.add(SERVER.transfers().take(LARGE.length));
    }
    try {
      HttpResponse<byte[]> refused = get(large);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.headers().firstValue("ETag")).isEmpty();
      JsonNode problem =
          ContractSchemas.assertMatches(
              "Problem", new String(refused.body(), StandardCharsets.UTF_8));
      assertThat(problem.get("code").asString()).isEqualTo("OVERLOADED");
      assertThat(get(small).body()).isEqualTo(TEN);
      String call =
          "POST /ended/" + large.id() + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      assertThat(RawHttp.send(SERVER.port(), call).status()).as("it has run").isEqualTo(202);
    } finally {
      taken.forEach(Transfers.Place::close);
    }
    assertThat(get(large).body()).isEqualTo(LARGE);
  }

  @Test
  void givesResultsOwnBytesAndType_withAllThatDescribesThem() throws Exception {
    Job job = JOBS.done("text/plain; charset=utf-8", TEN);

    HttpResponse<byte[]> response = get(job);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(TEN);
    assertThat(header(response, "Content-Type").replace(" ", ""))
        .isEqualTo("text/plain;charset=utf-8");
    assertThat(header(response, "Content-Length")).isEqualTo("10");
    assertThat(header(response, "ETag"))
        .isEqualTo('"' + HexFormat.of().formatHex(sha256(TEN)) + '"');
    assertThat(header(response, "Repr-Digest"))
        .isEqualTo("sha-256=:" + Base64.getEncoder().encodeToString(sha256(TEN)) + ":");
    assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Content-Disposition")).isEmpty();
    assertThat(header(response, "Cache-Control")).startsWith("private, immutable, max-age=");
    assertThat(header(response, "Oneshot-Job-Id")).isEqualTo(job.id().value());
    assertThat(header(response, "Oneshot-Attempt")).isEqualTo("1");
    assertThat(header(response, "Server-Timing"))
        .matches("queue;dur=\\d+, run;dur=\\d+, total;dur=\\d+");
    Instant expires =
        ZonedDateTime.parse(header(response, "Expires"), DateTimeFormatter.RFC_1123_DATE_TIME)
            .toInstant();
    assertThat(expires)
        .isBetween(Instant.now().plusSeconds(86_000), Instant.now().plusSeconds(86_800));
  }

  @Test
  void givesLargeResultWhole() throws Exception {
    HttpResponse<byte[]> response = get(JOBS.done("application/octet-stream", LARGE));

    assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(LARGE.length));
    assertThat(Arrays.equals(response.body(), LARGE)).isTrue();
  }

  @Test
  void givesEmptyResult() throws Exception {
    HttpResponse<byte[]> response = get(JOBS.done("text/plain", new byte[0]), "Range", "bytes=0-");

    assertProblem(response, 416, "INVALID_RANGE");
    assertThat(header(response, "Content-Range")).isEqualTo("bytes */0");
    HttpResponse<byte[]> whole = get(JOBS.done("text/plain", new byte[0]));
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).isEmpty();
    assertThat(header(whole, "Content-Length")).isEqualTo("0");
  }

  @Test
  void givesHeadersWithoutBytes_onHead() throws Exception {
    Job job = JOBS.done("application/octet-stream", LARGE);

    HttpResponse<byte[]> response = request("HEAD", job, "/result");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(LARGE.length));
    assertThat(header(response, "ETag")).isNotEmpty();
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 0123, bytes 0-3/10",
    "bytes=4-, 456789, bytes 4-9/10",
    "bytes=-3, 789, bytes 7-9/10",
    "bytes=-99, 0123456789, bytes 0-9/10",
    "bytes=9-99999999999999999999, 9, bytes 9-9/10",
    "BYTES= 0-0, 0, bytes 0-0/10",
  })
  void givesPart_whenRangeAsksForIt(String range, String bytes, String contentRange)
      throws Exception {
    HttpResponse<byte[]> response = get(JOBS.done("text/plain", TEN), "Range", range);

    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(new String(response.body(), StandardCharsets.US_ASCII)).isEqualTo(bytes);
    assertThat(header(response, "Content-Range")).isEqualTo(contentRange);
    assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(bytes.length()));
  }

  @Test
  void givesPartOfLargeResult_acrossChunks() throws Exception {
    int first = 8 * 1024 * 1024 - 5;
    HttpResponse<byte[]> response =
        get(
            JOBS.done("application/octet-stream", LARGE),
            "Range",
            "bytes=" + first + "-" + (first + 1_000_000));

    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(Arrays.equals(response.body(), Arrays.copyOfRange(LARGE, first, first + 1_000_001)))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=99-100", "bytes=-0", "bytes=99999999999999999999-"})
  void refusesRangeBeyondTheEnd(String range) throws Exception {
    HttpResponse<byte[]> response = get(JOBS.done("text/plain", TEN), "Range", range);

    assertProblem(response, 416, "INVALID_RANGE");
    assertThat(header(response, "Content-Range")).isEqualTo("bytes */10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-2", "bytes=-", "bytes=a-b", "lines=0-1", "bytes 0-1", "", "0-1"})
  void givesWhole_whenRangeMakesNoSense(String range) throws Exception {
    HttpResponse<byte[]> response = get(JOBS.done("text/plain", TEN), "Range", range);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(TEN);
  }

  @Test
  void givesWholeOnce_whenManyRangesOverlap() throws Exception {
    String ranges =
        IntStream.range(0, 200).mapToObj(i -> "0-9").collect(Collectors.joining(",", "bytes=", ""));

    HttpResponse<byte[]> response = get(JOBS.done("text/plain", TEN), "Range", ranges);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(TEN);
  }

  @Test
  void servesRangeOnly_whenIfRangeNamesTheseBytes() throws Exception {
    Job job = JOBS.done("text/plain", TEN);
    String tag = header(get(job), "ETag");

    assertThat(get(job, "Range", "bytes=0-1", "If-Range", tag).statusCode()).isEqualTo(206);
    assertThat(get(job, "Range", "bytes=0-1", "If-Range", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(get(job, "Range", "bytes=0-1", "If-Range", "W/" + tag).statusCode()).isEqualTo(200);
  }

  @Test
  void saysNotModified_whenCallerHasTheseBytes() throws Exception {
    Job job = JOBS.done("text/plain", TEN);
    String tag = header(get(job), "ETag");

    for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
      HttpResponse<byte[]> response = get(job, "If-None-Match", known);
      assertThat(response.statusCode()).as(known).isEqualTo(304);
      assertThat(response.body()).isEmpty();
      assertThat(header(response, "ETag")).isEqualTo(tag);
    }
    assertThat(get(job, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/svg+xml", "application/xhtml+xml", "TEXT/XML;a=b"})
  void keepsBrowsersFromRunningTheResult(String type) throws Exception {
    HttpResponse<byte[]> response = get(JOBS.done(type, TEN));

    assertThat(header(response, "Content-Disposition")).isEqualTo("attachment");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "text/plain\r\nSet-Cookie: a=b", "text/*", "t\u00e9xt/plain"})
  void sendsPlainBytes_whenFunctionNamesNoProperType(String type) throws Exception {
    HttpResponse<byte[]> response = get(JOBS.done(type, TEN));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
    assertThat(header(response, "Set-Cookie")).isEmpty();
    assertThat(response.body()).isEqualTo(TEN);
  }

  @Test
  void saysWhenToComeAgain_whileJobIsNotOver() throws Exception {
    for (Job job : new Job[] {JOBS.queued(), JOBS.running()}) {
      HttpResponse<byte[]> response = get(job, "Accept", "image/png");

      assertThat(response.statusCode()).isEqualTo(202);
      assertThat(header(response, "Retry-After")).isEqualTo("1");
      assertThat(header(response, "Location")).isEqualTo(JobView.path(job));
      JsonNode json =
          ContractSchemas.assertMatches("Job", new String(response.body(), StandardCharsets.UTF_8));
      assertThat(json.get("state").asString()).isEqualTo(job.state().name());
    }
  }

  @Test
  void saysWhatBecameOfJobWithoutResult() throws Exception {
    Job failed = JOBS.failed(Reason.FUNCTION_ERROR, "com.example.Broken", "no such colour");
    JsonNode problem = assertProblem(get(failed), 502, "FUNCTION_ERROR");
    assertThat(problem.get("detail").asString()).contains("com.example.Broken: no such colour");
    assertThat(problem.get("job").asString()).isEqualTo(JobView.path(failed));

    assertProblem(get(JOBS.failed(Reason.STORE_FULL, "store", "full")), 507, "STORE_FULL");
    assertProblem(get(JOBS.failed(Reason.OUT_OF_MEMORY, "exit", "75")), 502, "OUT_OF_MEMORY");
    assertProblem(get(JOBS.timedOut()), 504, "RUN_TIMEOUT");
    assertProblem(get(JOBS.cancelled()), 409, "CANCELLED_BY_CALLER");
    HttpResponse<byte[]> rejected = get(JOBS.rejected());
    assertProblem(rejected, 503, "NOT_QUEUED");
    assertThat(header(rejected, "Retry-After")).matches("[1-5]");
  }

  @Test
  void saysGone_onceResultIsNoLongerKept() throws Exception {
    Job swept = JOBS.doneWithLogs("x", false);
    JOBS.dropContents(swept);
    assertProblem(get(swept), 410, "RESULT_EXPIRED");
    assertProblem(request("GET", swept, "/logs"), 410, "RESULT_EXPIRED");

    Retention nothing = new Retention(Duration.ZERO, Duration.ofDays(1));
    Job due = JOBS.done(JOBS.queued("echo", Instant.now(), nothing), "text/plain", TEN);
    assertProblem(get(due), 410, "RESULT_EXPIRED");
  }

  private static void delete(Job job) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = request("DELETE", job, "/result");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void saysGone_fromItsDeletionOn_andAgainWhenDeletedAgain() throws Exception {
    Job job = JOBS.doneWithLogs("x", false);

    delete(job);

    assertThat(assertProblem(get(job), 410, "RESULT_EXPIRED").get("detail").asString())
        .contains("PT24H", "deleted");
    assertProblem(request("GET", job, "/logs"), 410, "RESULT_EXPIRED");
    delete(job);
    JOBS.dropContents(job);
    delete(job);
    assertProblem(get(job), 410, "RESULT_EXPIRED");
    JsonNode record =
        ContractSchemas.assertMatches(
            "Job", new String(request("GET", job, "").body(), StandardCharsets.UTF_8));
    assertThat(record.get("state").asString()).isEqualTo("DONE");
    assertThat(record.at("/payload/length").asInt()).isEqualTo(2);
  }

  @Test
  void stillSaysWhatBecameOfJob_whosePayloadAndLogsWereDeleted() throws Exception {
    Job failed = JOBS.failed(Reason.FUNCTION_ERROR, "com.example.Broken", "no such colour");

    delete(failed);

    assertProblem(get(failed), 502, "FUNCTION_ERROR");
    assertThat(JOBS.find(failed.id()).times().isResultDue(Instant.now().plusSeconds(60))).isTrue();
  }

  @Test
  void refusesToDelete_whileJobIsNotOver() throws Exception {
    for (Job job : new Job[] {JOBS.find(JOBS.queued().id()), JOBS.running()}) {
      JsonNode problem = assertProblem(request("DELETE", job, "/result"), 409, "JOB_NOT_ENDED");

      assertThat(problem.get("detail").asString())
          .contains(job.state().name(), "DELETE " + JobView.path(job));
      assertThat(JOBS.find(job.id())).isEqualTo(job);
    }
  }

  @Test
  void deletesNothing_whenAParameterIsUnknown() throws Exception {
    Job job = JOBS.done("text/plain", TEN);

    assertProblem(request("DELETE", job, "/result?force=true"), 400, "INVALID_PARAMETER");

    assertThat(get(job).statusCode()).isEqualTo(200);
  }

  @Test
  void answersWithProblem_whenDamageShowsBeforeTheFirstByte() throws Exception {
    Job job = JOBS.done("text/plain", TEN);
    JOBS.database()
        .getCollection("jobs")
        .updateOne(
            Filters.eq("_id", job.id().value()),
            Updates.set(
                "result.inline", new Binary("0123456780".getBytes(StandardCharsets.US_ASCII))));

    HttpResponse<byte[]> response = get(job);

    assertProblem(response, 502, "PAYLOAD_DAMAGED");
    assertThat(header(response, "ETag")).isEmpty();
  }

  @Test
  void cutsConnection_whenLargeResultHasOtherBytes() throws Exception {
    Job job = JOBS.done("application/octet-stream", LARGE);
    Document chunk = lastChunk(job);
    byte[] data = chunk.get("data", Binary.class).getData();
    data[data.length - 1] ^= 1;
    JOBS.database()
        .getCollection("payloads.chunks")
        .updateOne(Filters.eq("_id", chunk.get("_id")), Updates.set("data", new Binary(data)));

    assertThatThrownBy(() -> get(job)).isInstanceOf(IOException.class);
  }

  @Test
  void cutsConnection_whenChunkIsMissing() throws Exception {
    Job job = JOBS.done("application/octet-stream", LARGE);
    JOBS.database()
        .getCollection("payloads.chunks")
        .deleteOne(Filters.eq("_id", lastChunk(job).get("_id")));

    assertThatThrownBy(() -> get(job)).isInstanceOf(IOException.class);
    HttpResponse<byte[]> tail = get(job, "Range", "bytes=-5");
    assertProblem(tail, 502, "PAYLOAD_DAMAGED");
  }

  private static Document lastChunk(Job job) {
    Document stored = first("jobs", Filters.eq("_id", job.id().value()));
    String file = stored.get("result", Document.class).getString("file");
    return first("payloads.chunks", Filters.and(Filters.eq("files_id", file), Filters.eq("n", 2)));
  }

  private static Document first(String collection, Bson filter) {
    return JOBS.database()
        .getCollection(collection)
        .find(filter)
        .into(new ArrayList<>())
        .getFirst();
  }

  @Test
  void goesOnServing_whenCallerLeavesInTheMiddle() throws Exception {
    Job job = JOBS.done("application/octet-stream", LARGE);
    HttpRequest request = HttpRequest.newBuilder(SERVER.uri(JobView.path(job) + "/result")).build();
    try (InputStream body = HTTP.send(request, BodyHandlers.ofInputStream()).body()) {
      assertThat(body.read()).isEqualTo(LARGE[0] & 0xff);
    }

    assertThat(get(job, "Range", "bytes=0-0").statusCode()).isEqualTo(206);
  }

  @Test
  void givesLogsAsText() throws Exception {
    HttpResponse<byte[]> response =
        request("GET", JOBS.doneWithLogs("gr\u00fcezi\n", true), "/logs", "Accept", "text/plain");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("gr\u00fcezi\n");
    assertThat(header(response, "Content-Type").replace(" ", ""))
        .isEqualTo("text/plain;charset=utf-8");
    assertThat(header(response, "Oneshot-Logs-Truncated")).isEqualTo("true");
    assertProblem(request("GET", JOBS.running(), "/logs"), 404, "NO_LOGS");
  }
}
