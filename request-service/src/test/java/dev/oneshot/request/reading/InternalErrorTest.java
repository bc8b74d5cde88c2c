package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InternalErrorTest {
  @Test
  void namesTheIncident_andShowsNothingOfTheInside() throws IOException {
    String call = "POST /v1/functions/echo/invocations HTTP/1.1\r\nHost: a\r\n\r\n";

    RawHttp.Answer answer = RawHttp.send(TestServer.shared().port(), call);

    assertThat(answer.status()).isEqualTo(500);
    JsonNode problem = ContractSchemas.assertMatches("Problem", answer.body());
    assertThat(problem.get("code").asString()).isEqualTo("INTERNAL");
    assertThat(problem.get("instance").asString()).startsWith("urn:uuid:");
    assertThat(answer.all()).doesNotContain("java.", "dev.oneshot", "Exception", "\tat ", "<html");
    assertThat(answer.isClosed()).isTrue();
  }
}
