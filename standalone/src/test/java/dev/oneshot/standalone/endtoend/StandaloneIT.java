package dev.oneshot.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.testsupport.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as people start it. */
@Timeout(120)
class StandaloneIT {
  private static final Pattern PID = Pattern.compile("pid (\\d+), which had never run anything");

  private record Ended(int exitCode, String out, String err) {}

  @TempDir private Path directory;

  @Test
  void runsItsExampleAndEnds_whenAskedForOnce() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));

    Ended run = run("-Djava.io.tmpdir=" + temporary, "--once", "--port", "0", "--workers", "1:2");

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out())
        .containsPattern("(?m)^ready http://127\\.0\\.0\\.1:\\d+$")
        .containsPattern("SARIF 2\\.1\\.0, \\d+ KiB, [1-9]\\d* findings")
        .contains("and is gone");
    assertThat(run.err()).isEmpty();
    Matcher pid = PID.matcher(run.out());
    assertThat(pid.find()).isTrue();
    assertThat(WorkerProcesses.isGone(Long.parseLong(pid.group(1)))).isTrue();
    try (Stream<Path> workers = Files.walk(temporary)) {
      assertThat(workers.filter(path -> path.toString().contains("run-")).toList()).isEmpty();
    }
  }

  @Test
  void endsInSilence_whenItIsStopped() throws Exception {
    Path functions = Checkout.root().resolve("examples/functions.yaml");
    Process process =
        start(
            Map.of(),
            "-Dis.nothing=true",
            "--port",
            "0",
            "--workers",
            "2:4",
            "--functions",
            functions.toString());
    try {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> Files.readString(out()).contains("Serving until Ctrl-C"));
      List<ProcessHandle> workers = process.descendants().toList();
      assertThat(workers).isNotEmpty();

      process.destroy();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(err())).isEmpty();
      assertThat(workers).noneMatch(ProcessHandle::isAlive);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void listsItsOptions_whenAskedForHelp() throws Exception {
    Ended run = run("-Dis.nothing=true", "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("--once", "--port", "--workers", "--functions");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void saysWhatIsWrong_whenAnOptionIs() throws Exception {
    Ended unknown = run("-Dis.nothing=true", "--prot", "0");
    Ended wrong = run("-Dis.nothing=true", "--workers", "4:2");

    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("--prot", "--port");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("'4:2' is no pool size", "2:8");
  }

  @Test
  void saysWhichOptionHelps_whenThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Ports.free()));

      Ended run =
          run("-Dis.nothing=true", "--once", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("port " + taken.getLocalPort(), "--port 0")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void saysWhatSettingsThereAre_whenOneIsNot() throws Exception {
    Ended run = run("-Doneshot.waiting.max-cals=3", "--once", "--port", "0");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("no such setting: oneshot.waiting.max-cals", "oneshot.waiting.max-calls")
        .doesNotContain("\tat ");
  }

  @Test
  void saysThatTheStoresAddressIsWrong_withoutRepeatingIt() throws Exception {
    Ended run =
        run(
            Map.of(
                "ONESHOT_BROKER_URI", "amqp://u:secret@127.0.0.1",
                "ONESHOT_STORE_URI", "mongodb://u:secret/1@127.0.0.1"),
            "-Dis.nothing=true",
            "--once",
            "--port",
            "0");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("ONESHOT_STORE_URI", "percent-encoded");
    assertThat(run.out() + run.err()).doesNotContain("secret");
  }

  @Test
  void saysThatTheBrokersAddressIsWrong_withoutRepeatingIt() throws Exception {
    Ended run =
        run(
            Map.of("ONESHOT_BROKER_URI", "amqp://u:secret%@127.0.0.1"),
            "-Dis.nothing=true",
            "--once",
            "--port",
            "0");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("ONESHOT_BROKER_URI", "percent-encoded");
    assertThat(run.out() + run.err()).doesNotContain("secret");
  }

  private Ended run(String jvmOption, String... arguments)
      throws IOException, InterruptedException {
    return run(Map.of(), jvmOption, arguments);
  }

  private Ended run(Map<String, String> environment, String jvmOption, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(environment, jvmOption, arguments);
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ended by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out()), Files.readString(err()));
  }

  private Process start(Map<String, String> environment, String jvmOption, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                JavaProcess.program(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                jvmOption,
                "-Doneshot.home=" + Checkout.root(),
                "-cp",
                JavaProcess.classPath(),
                "dev.oneshot.standalone.Standalone"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out().toFile()).redirectError(err().toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Path out() {
    return directory.resolve("out");
  }

  private Path err() {
    return directory.resolve("err");
  }
}
