package dev.oneshot.request.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.job.Retention;
import dev.oneshot.job.RetryPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
                new Retention(Duration.ofHours(24), Duration.ofDays(7))));
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
                new Retention(Duration.ofHours(1), Duration.ofDays(30))));
    assertThat(scan.retryPolicy()).isEqualTo(new RetryPolicy(5, true));
    assertThat(scan.takes("APPLICATION/ZIP; a=b")).isTrue();
    assertThat(scan.takes("text/plain")).isTrue();
    assertThat(scan.takes("textual/plain")).isFalse();
    assertThat(scan.takes("nonsense")).isFalse();
    assertThat(scan.takes(null)).isFalse();
  }

  static Stream<Arguments> wrongFiles() {
    return Stream.of(
        wrong("run-timout: 1s", "functions.echo.run-timout (line 4)", "known are", "run-timeout"),
        wrong("run-timeout: soon", "functions.echo.run-timeout (line 4): 'soon'", "15m"),
        wrong("run-timeout: 25h", "functions.echo: run-timeout", "not above PT24H, not PT25H"),
        wrong("run-timeout: 0s", "run-timeout must lie above zero"),
        wrong("queue-timeout: -1s", "queue-timeout must lie above zero"),
        wrong("attempts: 0", "attempts must lie between 1 and 10, not 0"),
        wrong("attempts: many", "functions.echo.attempts (line 4): 'many'", "whole number"),
        wrong("idempotent: perhaps", "functions.echo.idempotent (line 4)", "true or false"),
        wrong("max-payload: 1 lot", "functions.echo.max-payload (line 4): '1 lot'", "10MB"),
        wrong("max-result: -1", "max-result must not be negative"),
        wrong("pool: Large", "pool must match", "not Large"),
        wrong("accepts: [zip]", "accepts must list content types", "not zip"),
        wrong("accepts: [\"a/b; c=d\"]", "accepts must list content types"),
        wrong("produces: json", "produces must be a content type", "not json"),
        wrong("wait: -1s", "wait must lie between 0s"),
        wrong("result-retention: 8d", "record-retention (PT168H) must be at least", "PT192H"),
        wrong("handler: c.D", "duplicate key handler (line 4)"),
        Arguments.of("functions: {a: {handler: 1x}}", List.of("functions.a: handler", "1x")),
        Arguments.of("functions: {a: {pool: b}}", List.of("functions.a: handler", "missing")),
        Arguments.of("functions: {Echo: {handler: a.B}}", List.of("functions.Echo", "[a-z]")),
        Arguments.of("functions: {a_b: {handler: a.B}}", List.of("functions.a_b", "[a-z]")),
        Arguments.of(
            "functions: {a: {handler: a.B}, a: {handler: a.C}}", List.of("duplicate key a")),
        Arguments.of("functions: {a: x}", List.of("functions.a", "block of keys")),
        Arguments.of("functions: [a, b]", List.of("functions")),
        Arguments.of("function: {a: {handler: a.B}}", List.of("unknown key function.a.handler")),
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
    assertThatExceptionOfType(FunctionFileException.class)
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
        .isInstanceOf(FunctionFileException.class)
        .hasMessageContainingAll(missing.toString(), "no such file");
  }

  @Test
  void endsStartInOneMessage() {
    FunctionFileException cause = new FunctionFileException("f.yaml", "it is wrong");

    assertThat(
            Objects.requireNonNull(
                new FunctionFileFailureAnalyzer()
                    .analyze(new IllegalStateException("while starting", cause))))
        .satisfies(analysis -> {
          assertThat(analysis.getDescription()).contains("f.yaml", "it is wrong");
          assertThat(analysis.getAction()).contains("oneshot.functions.file");
        });
  }

  @Test
  void replacesAllFunctionsAtOnce_orNone_onReload() throws IOException {
    FunctionRegistry registry = registry("functions: {a: {handler: a.B}}");

    Files.writeString(file(), "functions: {a: {handler: a.B}, b: {handler: wrong!}}");
    assertThatThrownBy(registry::reload).isInstanceOf(FunctionFileException.class);
    assertThat(registry.all()).hasSize(1);

    Files.writeString(file(), "functions: {b: {handler: a.B}, c: {handler: a.B}}");
    registry.reload();
    assertThat(registry.all()).extracting(Function::name).containsExactly("b", "c");
    assertThat(registry.find("a")).isEmpty();
  }

  @Test
  void findsTheFile_byPathOrLocation() {
    assertThat(new FunctionsProperties("/etc/oneshot/functions.yaml").resource())
        .isInstanceOf(FileSystemResource.class);
    assertThat(new FunctionsProperties("classpath:reading-functions.yaml").resource().exists())
        .isTrue();
  }
}
