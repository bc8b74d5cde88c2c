package dev.oneshot.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.pool.launch.WorkerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreKeysTest {
  private static final String URI = "mongodb://worker:secret@store";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final WorkerSpec SPEC =
      new WorkerSpec("default", 64 << 20, List.of(), 1, Duration.ZERO, null, 1024);

  private static final String KEY = "xKSVEDI6tPlSysH6mUQZOeeOp01r6B3fcJbodRPcYV0=";

  @TempDir private Path directory = Path.of("");

  @Test
  void areAskedForOnce_ofAProcessThatKnowsTheStore() throws Exception {
    StoreKeys keys =
        keys(URI, "echo 4096:c2FsdA==:" + KEY + "; echo $ONESHOT_STORE_URI$HOME >> asked");

    assertThat(keys.variable(SPEC)).as("nobody waits for it").isEmpty();
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(keys.variable(SPEC))
                .isEqualTo(Map.of("ONESHOT_STORE_KEY", "4096:c2FsdA==:" + KEY)));
    assertThat(keys.variable(SPEC)).isNotEmpty();
    assertThat(Files.readAllLines(directory.resolve("asked"))).containsExactly(URI);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo 4096:c2FsdA==:" + KEY + "; touch asked; exit 1",
        "echo '[0.005s][info][gc] Using Serial'; echo 4096:c2FsdA==:" + KEY + "; touch asked",
        "touch asked"
      })
  void areNone_whereTheProcessFails_orPrintsSomethingElse(String script) throws Exception {
    StoreKeys keys = keys(URI, script);

    assertThat(keys.variable(SPEC)).isEmpty();
    await().atMost(LIMIT).until(() -> Files.exists(directory.resolve("asked")));
    await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> keys.variable(SPEC).isEmpty());
  }

  @Test
  void areNotAskedFor_withoutAPassword() throws Exception {
    StoreKeys keys = keys("mongodb://store", "touch asked");

    await()
        .during(Duration.ofMillis(300))
        .atMost(LIMIT)
        .until(() -> keys.variable(SPEC).isEmpty() && Files.notExists(directory.resolve("asked")));
  }

  @Test
  void leaveNoProcess_whenTheyAreClosed() throws Exception {
    StoreKeys keys = keys(URI, "echo $$ > pid; mv pid asked; exec sleep 60");
    assertThat(keys.variable(SPEC)).isEmpty();
    await().atMost(LIMIT).until(() -> Files.exists(directory.resolve("asked")));
    long pid = Long.parseLong(Files.readString(directory.resolve("asked")).strip());

    keys.close();

    await()
        .atMost(LIMIT)
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  private StoreKeys keys(String uri, String script) throws IOException {
    Path program = directory.resolve("program");
    Files.writeString(program, "cd " + directory + "\n" + script + "\n");
    WorkerCommand command =
        new WorkerCommand() {
          @Override
          public List<String> of(WorkerSpec spec, Path scratch) {
            throw new AssertionError("no worker is started");
          }

          @Override
          public List<String> ofStoreKey(WorkerSpec spec) {
            return List.of("/bin/sh", program.toString());
          }
        };
    return new StoreKeys(command, new WorkerConnections("amqp://broker", uri, "oneshot"));
  }
}
