package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.JobState;
import dev.oneshot.job.Reason;
import dev.oneshot.request.fixture.ContractSchemas;
import dev.oneshot.request.problem.ProblemCode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

class OpenApiTest {
  private final JsonNode document = ContractSchemas.document();

  @Test
  void listsEveryCodeReasonAndState() {
    assertThat(values("ProblemCode"))
        .containsExactlyInAnyOrderElementsOf(names(ProblemCode.values()));
    assertThat(values("Reason")).containsExactlyInAnyOrderElementsOf(names(Reason.values()));
    assertThat(values("JobState")).containsExactlyInAnyOrderElementsOf(names(JobState.values()));
  }

  @Test
  void refersToNothingThatIsNotThere() {
    Set<String> references = new HashSet<>();
    document.findValues("$ref").forEach(reference -> references.add(reference.asString()));

    assertThat(references)
        .isNotEmpty()
        .allSatisfy(reference ->
            assertThat(document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
  }

  @Test
  void isServed() throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(TestServer.shared().uri("/openapi.yaml")).build(),
                BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/yaml");
    assertThat(new Yaml().<Object>load(response.body())).isNotNull();
  }

  private List<String> values(String schema) {
    return document
        .at("/components/schemas/" + schema + "/enum")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }
}
