package dev.oneshot.request.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.declarations.DeclarationException;
import dev.oneshot.job.Retention;
import dev.oneshot.job.RetryPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.FileSystemResource;

class FunctionFileTest {
  @TempDir private Path directory = Path.of("unset");

  private Path file() {
    return directory.resolve("functions.yaml");
  }

  private FunctionRegistry registry(String yaml) throws IOException {
    Files.writeString(file(), yaml);
    return new FunctionRegistry(new FileSystemResource(file()));
  }

  private Function only(String yaml) throws IOException {
    return registry(yaml).all().getFirst();
  }

  @Test
  void hasDefaults() throws IOException {
    Function echo = only("functions: {echo: {handler: a.B}}");

    assertThat(echo)
        .isEqualTo(
            new Function(
                "echo",
                "",
                "a.B",
                "default",
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                3,
                false,
                false,
                false,
                6L << 30,
                6L << 30,
                List.of(),
                "application/octet-stream",
                null,
                new Retention(Duration.ofHours(24), Duration.ofDays(7)),
                Limits.NONE));
    assertThat(echo.takes("anything/at-all")).isTrue();
    assertThat(echo.takes(null)).isTrue();
  }

  @Test
  void takesEveryKey() throws IOException {
    Function scan =
        only(
            """
            functions:
              code-scan:
                description: Scans.
                handler: a.b.C
                pool: large
                run-timeout: 15m
                queue-timeout: 90
                attempts: 5
                idempotent: true
                retry-on-error: true
                require-idempotency-key: true
                max-payload: 10MB
                max-result: 1KB
                accepts: [application/Zip, text/*]
                produces: application/sarif+json
                wait: PT20S
                result-retention: 1h
                record-retention: 30d
                max-running: 4
                max-queued: 200
            """);

    assertThat(scan)
        .isEqualTo(
            new Function(
                "code-scan",
                "Scans.",
                "a.b.C",
                "large",
                Duration.ofMinutes(15),
                Duration.ofSeconds(90),
                5,
                true,
                true,
                true,
                10L << 20,
                1024,
                List.of("application/zip", "text/*"),
                "application/sarif+json",
                Duration.ofSeconds(20),
                new Retention(Duration.ofHours(1), Duration.ofDays(30)),
                new Limits(4, 200)));
    assertThat(scan.retryPolicy()).isEqualTo(new RetryPolicy(5, true));
    assertThat(scan.takes("APPLICATION/ZIP; a=b")).isTrue();
    assertThat(scan.takes("text/plain")).isTrue();
    assertThat(scan.takes("textual/plain")).isFalse();
    assertThat(scan.takes("nonsense")).isFalse();
    assertThat(scan.takes(null)).isFalse();
  }

  static Stream<Arguments> wrongFiles() {
    return Stream.of(
        wrong("run-timout: 1s", "functions.echo.run-timout (line 4)", "mean run-timeout?"),
        wrong("run-timeout: soon", "functions.echo.run-timeout (line 4): 'soon'", "15m"),
        wrong("run-timeout: 25h", "functions.echo.run-timeout (line 4): '25h'", "at most 24h"),
        wrong("run-timeout: 0s", "run-timeout (line 4): '0s'", "above zero"),
        wrong("queue-timeout: -1s", "queue-timeout (line 4): '-1s'", "above zero"),
        wrong("attempts: 0", "attempts (line 4): '0'", "from 1 to 10"),
        wrong("attempts: many", "functions.echo.attempts (line 4): 'many'", "whole number"),
        wrong("idempotent: perhaps", "functions.echo.idempotent (line 4)", "false or true"),
        wrong("max-payload: 1 lot", "functions.echo.max-payload (line 4): '1 lot'", "10MB"),
        wrong("max-result: -1", "max-result (line 4): '-1'", "not below zero"),
        wrong("pool: Large", "pool (line 4): 'Large'", "a pool's name: at most 40"),
        wrong("pool: large-", "pool (line 4): 'large-'", "no dash at either end"),
        wrong("accepts: [zip]", "accepts (line 4): 'zip'", "a content type without parameters"),
        wrong("accepts: [\"a/b; c=d\"]", "accepts", "without parameters"),
        wrong("produces: json", "produces (line 4): 'json'", "must be a content type"),
        wrong("wait: -1s", "wait (line 4): '-1s'", "from 0s"),
        wrong("max-running: 0", "max-running (line 4): '0'", "from 1 to 1000"),
        wrong("max-running: 1001", "max-running (line 4): '1001'", "from 1 to 1000"),
        wrong("max-running: all", "max-running (line 4): 'all'", "a whole number"),
        wrong("max-queued: 0", "max-queued (line 4): '0'", "above zero"),
        wrong("max-queud: 9", "max-queud (line 4)", "mean max-queued?"),
        wrong("result-retention: 8d", "record-retention", "at least as long", "PT168H", "PT192H"),
        wrong("handler: c.D", "functions.echo.handler (line 4): duplicate key"),
        wrong("retries: 2", "functions.echo.retries (line 4): unknown key; known are accepts"),
        Arguments.of(
            "functions: {a: {handler: 1x, attempts: 0}, b: {wait: x}}",
            List.of("a.handler", "1x", "a.attempts", "b (line 1): the key handler", "b.wait")),
        Arguments.of(
            "functions: {a: {handler: 'a.B::run'}}", List.of("a.handler", "::handleRequest")),
        Arguments.of("functions: {a: {pool: b}}", List.of("functions.a", "handler is missing")),
        Arguments.of("functions: {Echo: {handler: a.B}}", List.of("functions.Echo", "[a-z]")),
        Arguments.of("functions: {a_b: {handler: a.B}}", List.of("functions.a_b", "[a-z]")),
        Arguments.of(
            "functions: {a: {handler: a.B}, a: {handler: a.C}}",
            List.of("functions.a (line 1): duplicate key")),
        Arguments.of("functions: {a: x}", List.of("functions.a", "block of keys")),
        Arguments.of("functions: [a, b]", List.of("functions")),
        Arguments.of(
            "function: {a: {handler: a.B}}", List.of("function (line 1)", "mean functions?")),
        Arguments.of("functions: {}", List.of("declares none")),
        Arguments.of("", List.of("declares none")),
        Arguments.of("functions: {", List.of("line 1")),
        Arguments.of("functions: {a: {handler: a.B}}\n---\nb: c", List.of("2 YAML documents")));
  }

  private static Arguments wrong(String line, String... said) {
    String yaml = "functions:\n  echo:\n    handler: a.B\n    " + line + "\n";
    return Arguments.of(yaml, List.of(said));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongFiles")
  void saysWhatIsWrong_whereAndWhatWouldBeRight(String yaml, List<String> said) {
    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(() -> registry(yaml))
        .satisfies(failure ->
            assertThat(failure)
                .message()
                .contains(said)
                .contains(file().toString())
                .doesNotContain("java.", "org.", "Exception"));
  }

  @Test
  void saysThatThereIsNoFile() {
    Path missing = directory.resolve("none.yaml");

    assertThatThrownBy(() -> new FunctionRegistry(new FileSystemResource(missing)))
        .isInstanceOf(DeclarationException.class)
        .hasMessageContainingAll(missing.toString(), "no such file");
  }

  @Test
  void replacesAllFunctionsAtOnce_orNone_onReload() throws IOException {
    FunctionRegistry registry = registry("functions: {a: {handler: a.B}}");

    Files.writeString(file(), "functions: {a: {handler: a.B}, b: {handler: wrong!}}");
    assertThat(registry.refresh(_ -> {})).isTrue();
    assertThat(registry.problems()).singleElement().asString().contains("b", "handler");
    assertThat(registry.all()).hasSize(1);
    assertThat(registry.refresh(_ -> {})).isFalse();

    Files.writeString(file(), "functions: {b: {handler: a.B}, c: {handler: a.B}}");
    assertThat(registry.refresh(_ -> {})).isTrue();
    assertThat(registry.problems()).isEmpty();
    assertThat(registry.all()).extracting(Function::name).containsExactly("b", "c");
    assertThat(registry.find("a")).isEmpty();
    assertThat(registry.refresh(_ -> {})).isFalse();
  }

  @Test
  void offersAFunction_onlyWhenItsPreparationSucceeded() throws IOException {
    FunctionRegistry registry = registry("functions: {a: {handler: a.B}}");
    Files.writeString(file(), "functions: {b: {handler: a.B, pool: new}}");

    assertThatIllegalStateException()
        .isThrownBy(() ->
            registry.refresh(_ -> {
              throw new IllegalStateException("no queue yet");
            }));
    assertThat(registry.find("b")).isEmpty();

    assertThat(registry.refresh(_ -> {})).isTrue();
    assertThat(registry.find("b")).isPresent();
  }

  @Test
  void findsTheFile_byPathOrLocation() {
    assertThat(properties("/etc/oneshot/functions.yaml").resource())
        .isInstanceOf(FileSystemResource.class);
    assertThat(properties("classpath:reading-functions.yaml").resource().exists()).isTrue();
  }

  private static FunctionsProperties properties(String file) {
    return new FunctionsProperties(file, Duration.ofSeconds(2));
  }
}
