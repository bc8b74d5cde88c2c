package dev.oneshot.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./run} in a checkout whose Maven and Java only tell of themselves. */
class RunScriptTest {
  private static final String JAVA =
      """
      #!/bin/sh
      echo "learning=$(echo "$*" | grep -c AOTCacheOutput) broker=$ONESHOT_BROKER_URI other=$OTHER" >>"$CALLS"
      echo "$(env | grep -c ^ONESHOT_)" >>"$CALLS"
      """;

  @TempDir private Path checkout;

  @BeforeEach
  void layOut() throws IOException {
    Path root = Path.of(System.getProperty("basedir", ""), "..").toAbsolutePath().normalize();
    Files.copy(root.resolve("run"), checkout.resolve("run"));
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.createDirectories(checkout.resolve("standalone/src/main"));
    Files.writeString(checkout.resolve("standalone/pom.xml"), "");
    Files.writeString(checkout.resolve("jdk25"), "JAVA_HOME=" + checkout + "\n");
    program(
        "mvnw",
        "#!/bin/sh\nmkdir -p standalone/target/dist/lib && touch standalone/target/dist/lib/a.jar\n");
    Files.createDirectory(checkout.resolve("bin"));
    program("bin/java", JAVA);
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(checkout.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void learnsWithoutSettingsOfOurs_andServesWithThem() throws Exception {
    ProcessBuilder run =
        new ProcessBuilder("bash", checkout.resolve("run").toString())
            .directory(checkout.toFile())
            .redirectErrorStream(true);
    run.environment().keySet().removeIf(name -> name.startsWith("ONESHOT_"));
    run.environment().put("ONESHOT_BROKER_URI", "amqp://real");
    run.environment().put("ONESHOT_STORE_URI", "mongodb://real");
    run.environment().put("OTHER", "kept");
    run.environment().put("CALLS", checkout.resolve("calls").toString());

    Process process = run.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(Files.readAllLines(checkout.resolve("calls")))
        .containsExactly(
            "learning=1 broker= other=kept", "0", "learning=0 broker=amqp://real other=kept", "2");
  }
}
