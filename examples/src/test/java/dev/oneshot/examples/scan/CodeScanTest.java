package dev.oneshot.examples.scan;

import static dev.oneshot.examples.scan.Archives.aTarGz;
import static dev.oneshot.examples.scan.Archives.aZip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.oneshot.examples.FakeContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class CodeScanTest {

  private static final String WEAK_KEY =
      """
      package shop;
      import javax.crypto.spec.SecretKeySpec;
      class Vault {
        SecretKeySpec key() {
          return new SecretKeySpec("0123456789abcdef".getBytes(), "AES");
        }
      }
      """;
  private static final String EMPTY_CATCH =
      """
      package shop;
      class Cart {
        void add() {
          try {
            System.gc();
          } catch (RuntimeException e) {
          }
        }
      }
      """;

  private final FakeContext context = FakeContext.knowing("content-type", "application/zip");
  private List<Path> directoriesBefore = List.of();

  @BeforeEach
  void noteTemporaryDirectories() throws IOException {
    directoriesBefore = scanDirectories();
  }

  @AfterEach
  void leavesNothingBehind() throws IOException {
    assertThat(scanDirectories()).isEqualTo(directoriesBefore);
  }

  @Test
  void reportsFindings_byTheirPlaceInAZip() throws IOException {
    byte[] zip =
        aZip()
            .with("my shop/src/shop/Vault.java", WEAK_KEY)
            .with("my shop/src/shop/Cart.java", EMPTY_CATCH)
            .bytes();

    JsonObject run = runOf(scan(zip));

    assertThat(findings(run))
        .contains(
            "HardCodedCryptoKey my%20shop/src/shop/Vault.java:5",
            "EmptyCatchBlock my%20shop/src/shop/Cart.java:6");
    assertThat(context.resultContentType()).isEqualTo("application/sarif+json");
  }

  @Test
  void reportsTheSame_fromATarGz() throws IOException {
    byte[] zip = aZip().with("shop/Vault.java", WEAK_KEY).with("Cart.java", EMPTY_CATCH).bytes();
    byte[] tar = aTarGz().with("Cart.java", EMPTY_CATCH).with("shop/Vault.java", WEAK_KEY).bytes();

    assertThat(scan(tar)).isEqualTo(scan(zip));
  }

  @Test
  void goesOn_whenASourceDoesNotParse() throws IOException {
    byte[] zip =
        aZip()
            .with("Broken.java", "class Broken { int ; ")
            .with("Deep.java", "class Deep { int x = " + "(".repeat(50_000) + "1; }")
            .with("shop/Vault.java", WEAK_KEY)
            .bytes();

    JsonObject run = runOf(scan(zip));

    assertThat(findings(run)).contains("HardCodedCryptoKey shop/Vault.java:5");
    assertThat(isSuccessful(run)).isFalse();
    assertThat(notificationFiles(run)).containsExactly("Broken.java", "Deep.java");
  }

  @Test
  void acceptsTheNewestSyntax() throws IOException {
    String source =
        """
        import module java.base;
        sealed interface Shape permits Circle {}
        record Circle(double r) implements Shape {}
        class Area {
          double of(Shape s) {
            return switch (s) { case Circle(var r) when r > 1 -> r; case Circle _ -> 0; };
          }
        }
        """;

    JsonObject run = runOf(scan(aZip().with("Area.java", source).bytes()));

    assertThat(isSuccessful(run)).isTrue();
  }

  @Test
  void scansPublishedSources_withoutNamingTheMachine() throws IOException {
    byte[] jar = Files.readAllBytes(Path.of("target", "input", "sample-sources.jar"));

    String sarif = scan(jar);

    assertThat(isSuccessful(runOf(sarif))).isTrue();
    assertThat(findings(runOf(sarif)))
        .hasSizeGreaterThan(100)
        .anySatisfy(
            finding -> assertThat(finding).contains(" org/apache/commons/io/IOUtils.java:"));
    assertThat(sarif).doesNotContain(System.getProperty("java.io.tmpdir") + "/code-scan");
  }

  @Test
  void refusesABody_thatIsNoArchive() {
    assertThatThrownBy(() -> scan("hello".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an archive");
    assertThat(context.resultContentType()).isNull();
  }

  @Test
  void fails_whenTheResultCannotBeWritten() throws IOException {
    byte[] zip = aZip().with("shop/Vault.java", WEAK_KEY).bytes();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("no room");
          }
        };

    assertThatThrownBy(
            () -> new CodeScan().handleRequest(new ByteArrayInputStream(zip), full, context))
        .isInstanceOf(IOException.class)
        .hasMessage("no room");
  }

  @Test
  void stops_whenInterruptedWhileChecking() throws IOException {
    try (ExtractedSources sources = ExtractedSources.create();
        RuleCheck check = RuleCheck.load()) {
      sources.add("A.java", new ByteArrayInputStream(WEAK_KEY.getBytes(StandardCharsets.UTF_8)));
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> check.run(sources.fileByName(), OutputStream.nullOutputStream()))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private String scan(byte[] archive) throws IOException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    new CodeScan().handleRequest(new ByteArrayInputStream(archive), result, context);
    return result.toString(StandardCharsets.UTF_8);
  }

  private static JsonObject runOf(String sarif) {
    JsonObject log = JsonParser.parseString(sarif).getAsJsonObject();
    assertThat(log.get("version").getAsString()).isEqualTo("2.1.0");
    return log.getAsJsonArray("runs").get(0).getAsJsonObject();
  }

  /** Each as "Rule file:line". */
  private static List<String> findings(JsonObject run) {
    List<String> findings = new ArrayList<>();
    for (var element : run.getAsJsonArray("results")) {
      JsonObject result = element.getAsJsonObject();
      JsonObject place = physicalLocation(result);
      findings.add(
          result.get("ruleId").getAsString()
              + " "
              + uri(place)
              + ":"
              + place.getAsJsonObject("region").get("startLine").getAsInt());
    }
    return findings;
  }

  private static boolean isSuccessful(JsonObject run) {
    return invocation(run).get("executionSuccessful").getAsBoolean();
  }

  private static List<String> notificationFiles(JsonObject run) {
    JsonArray notifications = invocation(run).getAsJsonArray("toolExecutionNotifications");
    List<String> files = new ArrayList<>();
    notifications.forEach(element -> files.add(uri(physicalLocation(element.getAsJsonObject()))));
    return files;
  }

  private static JsonObject invocation(JsonObject run) {
    return run.getAsJsonArray("invocations").get(0).getAsJsonObject();
  }

  private static JsonObject physicalLocation(JsonObject located) {
    JsonObject location = located.getAsJsonArray("locations").get(0).getAsJsonObject();
    return location.getAsJsonObject("physicalLocation");
  }

  private static String uri(JsonObject physicalLocation) {
    return physicalLocation.getAsJsonObject("artifactLocation").get("uri").getAsString();
  }

  private static List<Path> scanDirectories() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return entries
          .filter(path -> path.getFileName().toString().startsWith("code-scan-"))
          .toList();
    }
  }
}
