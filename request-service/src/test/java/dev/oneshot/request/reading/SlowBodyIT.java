package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.fixture.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SlowBodyIT {
  /** Takes as long as the server waits for a silent caller: 10 s. */
  @Test
  void endsCall_whoseBodyStandsStill() throws IOException {
    String request =
        "POST /v1/functions/echo/invocations HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc";

    RawHttp.Answer answer =
        RawHttp.send(TestServer.shared().port(), request.getBytes(StandardCharsets.US_ASCII));

    assertThat(answer.status()).as(answer.all()).isEqualTo(408);
    // it closes once Tomcat has given up on the rest of the body, 10 s later
    assertThat(answer.header("Connection")).contains("close");
    JsonNode problem = ContractSchemas.assertMatches("Problem", answer.body());
    assertThat(problem.get("code").asString()).isEqualTo("REQUEST_TIMEOUT");
  }
}
