package dev.oneshot.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class EmbeddedStoreMainTest {
  @Test
  void servesAsAProcessOfItsOwn_untilItIsKilled() throws Exception {
    Process process = launch("--capacity", "1000000");
    try (BufferedReader stdout = process.inputReader(UTF_8)) {
      String ready = stdout.readLine();
      assertThat(ready).startsWith("ready mongodb://127.0.0.1:");
      try (MongoClient client = MongoClients.create(ready.substring("ready ".length()))) {
        client.getDatabase("test").getCollection("jobs").insertOne(new Document());
      }
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void exitsWithAUsageLine_whenAnArgumentIsWrong() throws Exception {
    Process process = launch("--prt", "1");
    try (BufferedReader stderr = process.errorReader(UTF_8)) {
      assertThat(stderr.lines().filter(line -> !line.startsWith("Picked up")))
          .singleElement()
          .asString()
          .contains("usage:", "--prt");
    }
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void readsItsArguments() {
    EmbeddedStoreMain.Arguments defaults = EmbeddedStoreMain.Arguments.parse(List.of());
    assertThat(defaults.port()).isZero();
    assertThat(defaults.address().isLoopbackAddress()).isTrue();
    InetAddress all = InetAddress.ofLiteral("0.0.0.0");
    assertThat(
            EmbeddedStoreMain.Arguments.parse(
                List.of("--capacity", "5", "--port", "6", "--address", "0.0.0.0")))
        .isEqualTo(new EmbeddedStoreMain.Arguments(all, 6, 5));
    assertThatThrownBy(() -> EmbeddedStoreMain.Arguments.parse(List.of("--address", "a.name")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EmbeddedStoreMain.Arguments.parse(List.of("--port", "70000")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EmbeddedStoreMain.Arguments.parse(List.of("--port")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Process launch(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            EmbeddedStoreMain.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }
}
