package dev.oneshot.standalone.endtoend;

import static dev.oneshot.standalone.endtoend.Client.header;
import static dev.oneshot.standalone.endtoend.Client.jobId;
import static dev.oneshot.standalone.endtoend.Client.json;
import static dev.oneshot.standalone.endtoend.Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.examples.probe.SeededBytes;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What a call that succeeds gets, whatever broker and store are below. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class CallsContract {
  private static final int LARGE = 50_000_000;
  private static final long SEED = 42;
  private static final String LARGE_ORDER =
      "{\"outputBytes\": %d, \"seed\": %d}".formatted(LARGE, SEED);

  private final Backing backing;
  private Platform platform;
  private Client client;

  CallsContract(Backing backing) {
    this.backing = backing;
  }

  @BeforeAll
  void start() throws Exception {
    platform = Platform.Plan.on(backing).startWarm();
    client = platform.client();
  }

  @AfterAll
  void end() throws Exception {
    platform.close();
  }

  @Test
  void runsEveryCallInAPristineWorkerThatIsGoneAfterwards() throws Exception {
    JsonNode first = json(client.probe("{}"));
    JsonNode second = json(client.probe("{}"));

    assertThat(first.path("pid").asLong()).isNotEqualTo(second.path("pid").asLong());
    assertThat(first.path("workerId").asString()).isNotEqualTo(second.path("workerId").asString());
    for (JsonNode report : new JsonNode[] {first, second}) {
      assertThat(report.path("jobsServedBefore").asInt(-1)).isZero();
      assertThat(report.path("scratchFiles").asInt(-1)).isZero();
      Platform.awaitGone(report.path("pid").asLong(), Duration.ofSeconds(5));
    }
    platform.awaitPoolAtRest();
  }

  @Test
  void givesTextBackAsItWasSent() throws Exception {
    HttpResponse<byte[]> response =
        client.call(
            "echo", BodyPublishers.ofString("Grüße"), "Content-Type", "text/plain; charset=utf-8");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(text(response)).isEqualTo("Grüße");
    assertThat(header(response, "Content-Type")).matches("text/plain; ?charset=utf-8");
    assertThat(header(response, "Oneshot-Attempt")).isEqualTo("1");
    assertThat(header(response, "Server-Timing"))
        .matches("queue;dur=\\d+, run;dur=\\d+, total;dur=\\d+");
  }

  @Test
  void givesBytesBackAsTheyWereSent() throws Exception {
    byte[] bytes = seeded(100_000);

    HttpResponse<byte[]> response =
        client.call("echo", BodyPublishers.ofByteArray(bytes), "Content-Type", "image/png");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(bytes);
    assertThat(header(response, "Content-Type")).isEqualTo("image/png");
    assertThat(header(response, "Repr-Digest")).isEqualTo(digest(bytes.length));
  }

  @Test
  void givesNothingBack_whenNothingWasSent() throws Exception {
    HttpResponse<byte[]> response = client.call("echo", BodyPublishers.noBody());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void carriesALargeBodyThereAndBack() throws Exception {
    byte[] bytes = seeded(LARGE);

    HttpResponse<byte[]> response = client.call("echo", BodyPublishers.ofByteArray(bytes));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Arrays.equals(response.body(), bytes)).isTrue();
  }

  @Test
  void servesALargeResultWholeAndInParts() throws Exception {
    HttpResponse<byte[]> whole = client.probe(LARGE_ORDER);

    byte[] expected = seeded(LARGE);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(Arrays.equals(whole.body(), expected)).isTrue();
    assertThat(header(whole, "Repr-Digest")).isEqualTo(digest(LARGE));

    String result = "/v1/jobs/" + jobId(whole) + "/result";
    HttpResponse<byte[]> part = client.get(result, "Range", "bytes=20000000-20000999");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(header(part, "Content-Range")).isEqualTo("bytes 20000000-20000999/" + LARGE);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(expected, 20_000_000, 20_001_000));

    HttpResponse<byte[]> unchanged = client.get(result, "If-None-Match", header(whole, "ETag"));
    assertThat(unchanged.statusCode()).isEqualTo(304);
  }

  @Test
  void scansRealSources() throws Exception {
    HttpResponse<byte[]> response =
        client.call(
            "code-scan",
            BodyPublishers.ofFile(Checkout.sampleSources()),
            "Content-Type",
            "application/java-archive");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).startsWith("application/sarif+json");
    JsonNode sarif = json(response);
    assertThat(sarif.path("version").asString()).isEqualTo("2.1.0");
    assertThat(sarif.path("runs").path(0).path("results").size()).isPositive();
  }

  private static byte[] seeded(int length) throws Exception {
    try (InputStream stream = SeededBytes.open(length, SEED)) {
      return stream.readAllBytes();
    }
  }

  private static String digest(int length) {
    byte[] sha256 = HexFormat.of().parseHex(SeededBytes.sha256(length, SEED));
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":";
  }
}
