package dev.oneshot.request.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Ending;
import dev.oneshot.job.JobError;
import dev.oneshot.job.Reason;
import dev.oneshot.request.fixture.ContractSchemas;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** {@code openapi.yaml} says what the whole service does, no less and no more. */
class ContractIT {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final String INVOKE = "/paths/~1v1~1functions~1{name}~1invocations/post";

  /** What every answer of any HTTP server may have. */
  private static final Set<String> COMMON =
      Set.of(
          "connection",
          "keep-alive",
          "date",
          "content-type",
          "content-length",
          "cache-control",
          "x-content-type-options");

  private static Site site;
  private static Replica replica;

  private final JsonNode document = ContractSchemas.document();

  @BeforeAll
  static void start() throws Exception {
    site = Site.onSharedBroker();
    replica = site.replica();
    site.worker((job, tools) ->
        job.payload().contentType().equals("test/fail")
            ? Optional.of(
                new Ending.Failed(new JobError(Reason.FUNCTION_ERROR, "my.Oops", "no luck")))
            : ObedientWorker.ECHO.run(job, tools));
  }

  @AfterAll
  static void end() throws IOException {
    site.close();
  }

  @Test
  void describesEveryPathThatIsMapped_andNoOther() {
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .propertyStream()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method -> {
                  if (METHODS.contains(method)) {
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                  }
                }));

    assertThat(described).isEqualTo(mapped());
  }

  private static Set<String> mapped() {
    Set<String> mapped = new TreeSet<>();
    replica
        .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(mapping ->
            mapping
                .getPatternValues()
                .forEach(path ->
                    mapping
                        .getMethodsCondition()
                        .getMethods()
                        .forEach(method -> mapped.add(method + " " + path))));
    mapped.removeIf(one -> !one.contains(" /v1/"));
    return mapped;
  }

  private Set<String> describedHeaders(String operation, int status) {
    Set<String> described = new HashSet<>();
    document
        .at(operation + "/responses/" + status + "/headers")
        .propertyNames()
        .forEach(name -> described.add(name.toLowerCase(Locale.ROOT)));
    assertThat(described).as(operation + " " + status).isNotEmpty();
    return described;
  }

  private void assertHeadersDescribed(HttpResponse<?> response, String... mayBeMissing) {
    Set<String> described = describedHeaders(INVOKE, response.statusCode());
    Set<String> sent = new HashSet<>(response.headers().map().keySet());
    sent.removeAll(COMMON);
    assertThat(described).containsAll(sent);
    described.removeAll(Set.of(mayBeMissing));
    assertThat(sent).containsAll(described);
  }

  @Test
  void describesTheHeadersOfAResult() throws Exception {
    HttpResponse<String> plain = replica.call("echo", "x", "Prefer", "wait=20");

    assertThat(plain.statusCode()).isEqualTo(200);
    assertHeadersDescribed(plain, "content-disposition");
    assertHeadersDescribed(
        replica.call("echo", "x", "Content-Type", "text/html"), "preference-applied");
  }

  @Test
  void describesWhatIsSaidOfAJobThatGoesOn() throws Exception {
    HttpResponse<String> accepted = replica.call("large", "x", "Prefer", "respond-async");

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertHeadersDescribed(accepted);
    JsonNode job = ContractSchemas.assertMatches("Job", accepted.body());
    assertThat(accepted.headers().firstValue("Location"))
        .contains(job.at("/links/self").asString());
    ContractSchemas.assertMatches("JobList", replica.get("/v1/jobs").body());
    ContractSchemas.assertMatches("FunctionList", replica.get("/v1/functions").body());
    ContractSchemas.assertMatches("Function", replica.get("/v1/functions/picky").body());
  }

  @Test
  void describesEveryProblem() throws Exception {
    replica.call("echo", "x", "Idempotency-Key", "taken");

    assertDescribed(replica.call("echo", "x", "Idempotency-Key", "a b"), 400);
    assertDescribed(replica.call("nobody", "x"), 404);
    assertDescribed(replica.call("echo", "x".repeat(1024 * 1024 + 1)), 413);
    assertDescribed(replica.call("picky", "x"), 415);
    assertDescribed(replica.call("echo", "y", "Idempotency-Key", "taken"), 422);
    JsonNode failed = assertDescribed(replica.call("echo", "x", "Content-Type", "test/fail"), 502);
    assertThat(failed.get("job").asString()).startsWith("/v1/jobs/");
  }

  private JsonNode assertDescribed(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(document.at(INVOKE + "/responses").has(Integer.toString(status))).isTrue();
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    return ContractSchemas.assertMatches("Problem", response.body());
  }
}
