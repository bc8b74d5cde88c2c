package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.job.Job;
import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StoreOutageTest {
  @Test
  void saysWhenToComeAgain_whileStoreIsAway_andServesOnceItIsBack() throws IOException {
    try (TestServer server = TestServer.impatient()) {
      Job job = server.jobs.queued();
      server.store.stopListening();

      for (String request :
          new String[] {
            "GET /v1/jobs",
            "GET " + JobView.path(job),
            "DELETE " + JobView.path(job),
            "GET " + JobView.path(job) + "/result",
            "DELETE " + JobView.path(job) + "/result"
          }) {
        RawHttp.Answer answer = send(server, request);
        assertThat(answer.status()).as(answer.all()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).get().asString().matches("[1-5]");
        JsonNode problem = ContractSchemas.assertMatches("Problem", answer.body());
        assertThat(problem.get("code").asString()).isEqualTo("STORE_UNAVAILABLE");
      }
      assertThat(send(server, "GET /v1/functions").status()).isEqualTo(200);

      server.store.startListening();
      // the driver looks for its server every half second only
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> send(server, "GET " + JobView.path(job)).status() == 200);
    }
  }

  /** It has run: 503 would say that it is safe to call again. */
  @Test
  void promisesTheResult_whichItsOwnCallerCannotGetNow() throws IOException {
    try (TestServer server = TestServer.impatient()) {
      Job job = server.jobs.done("text/plain", new byte[300_000]);
      server.payloads().isAway = true;

      RawHttp.Answer answer = send(server, "POST /ended/" + job.id());

      assertThat(answer.status()).as(answer.all()).isEqualTo(202);
      assertThat(answer.header("Oneshot-Job-Id")).contains(job.id().value());
      assertThat(answer.header("Location")).contains(JobView.path(job));
      assertThat(answer.header("traceparent")).as("set before").contains("of-the-call");
      assertThat(answer.header("Repr-Digest")).as("of the result").isEmpty();
      JsonNode seen = ContractSchemas.assertMatches("Job", answer.body());
      assertThat(seen.get("state").asString()).isEqualTo("DONE");
      assertThat(send(server, "GET " + JobView.path(job) + "/result").status()).isEqualTo(503);

      server.payloads().isAway = false;
      assertThat(send(server, "POST /ended/" + job.id()).status()).isEqualTo(200);
    }
  }

  private static RawHttp.Answer send(TestServer server, String request) throws IOException {
    String whole = request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    return RawHttp.send(server.port(), whole.getBytes(StandardCharsets.US_ASCII));
  }
}
