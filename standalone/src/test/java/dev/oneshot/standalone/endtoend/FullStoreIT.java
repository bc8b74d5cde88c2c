package dev.oneshot.standalone.endtoend;

import static dev.oneshot.standalone.endtoend.Client.code;
import static dev.oneshot.standalone.endtoend.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The embedded store takes no more than it says. */
@Timeout(60)
class FullStoreIT {
  private static final long CAPACITY = 20 << 20;
  private static final int TOO_MUCH = 30_000_000;
  private static final int FITTING = 8_000_000;

  @Test
  void refusesWhatDoesNotFit_andTakesTheNextCall() throws Exception {
    try (Platform platform = Platform.Plan.on(Backing.embedded(CAPACITY)).startWarm()) {
      Client client = platform.client();

      HttpResponse<byte[]> body =
          client.call("echo", BodyPublishers.ofByteArray(new byte[TOO_MUCH]));
      assertThat(body.statusCode()).isEqualTo(507);
      assertThat(code(body)).isEqualTo("STORE_FULL");

      HttpResponse<byte[]> result = client.probe("{\"outputBytes\": " + TOO_MUCH + "}");
      assertThat(result.statusCode()).isEqualTo(507);
      assertThat(code(result)).isEqualTo("STORE_FULL");
      JsonNode job = json(client.get(json(result).path("job").asString()));
      assertThat(job.path("state").asString()).isEqualTo("FAILED");
      assertThat(job.path("reason").asString()).isEqualTo("STORE_FULL");
      assertThat(job.path("attempt").asInt()).isEqualTo(1);

      // what the refused ones had written is gone, or these 16 MB would not fit
      HttpResponse<byte[]> fitting =
          client.call("echo", BodyPublishers.ofByteArray(new byte[FITTING]));
      assertThat(fitting.statusCode()).isEqualTo(200);
      assertThat(fitting.body()).hasSize(FITTING);
      assertThat(client.probe("{}").statusCode()).isEqualTo(200);
    }
  }
}
