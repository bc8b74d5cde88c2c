package dev.oneshot.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.worker.wire.StoreKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
  private static final StoreKey KEY = new StoreKey(4096, "c2FsdA==", "A".repeat(43) + "=");

  @TempDir private Path scratch = Path.of("");

  private Map<String, String> required() {
    return new HashMap<>(
        Map.of(
            "ONESHOT_BROKER_URI", "amqps://user:secret@broker/",
            "ONESHOT_STORE_URI", "mongodb://user:secret@store/",
            "ONESHOT_WORKER_ID", "default-1",
            "ONESHOT_WORKER_SCRATCH", scratch.toString()));
  }

  @Test
  void hasDefaults() throws Exception {
    WorkerSettings settings = Environment.read(required());

    assertThat(settings.storeDatabase()).isEqualTo("oneshot");
    assertThat(settings.pool()).isEqualTo("default");
    assertThat(settings.node()).isNotBlank();
    assertThat(settings.pod()).isNull();
    assertThat(settings.maxJobs()).isEqualTo(1);
    assertThat(settings.logLimitBytes()).isEqualTo(1024 * 1024);
    assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(25));
    assertThat(settings.parent()).isNull();
    assertThat(settings.isPrimed()).isTrue();
  }

  @Test
  void readsEverySetting() throws Exception {
    Map<String, String> variables = required();
    variables.put("ONESHOT_STORE_DATABASE", "other");
    variables.put("ONESHOT_STORE_KEY", KEY.text());
    variables.put("ONESHOT_WORKER_POOL", "big");
    variables.put("ONESHOT_WORKER_NODE", "node-1");
    variables.put("ONESHOT_WORKER_POD", "pod-1");
    variables.put("ONESHOT_WORKER_TEMPLATE", "4f1c09a2b3");
    variables.put("ONESHOT_WORKER_MAX_JOBS", "7");
    variables.put("ONESHOT_WORKER_LOG_LIMIT", "99");
    variables.put("ONESHOT_WORKER_DRAIN", "1m30s");
    variables.put("ONESHOT_WORKER_PARENT", "4711");
    variables.put("ONESHOT_WORKER_PRIMING", "false");

    assertThat(Environment.read(variables))
        .isEqualTo(
            new WorkerSettings(
                "amqps://user:secret@broker/",
                "mongodb://user:secret@store/",
                "other",
                KEY,
                "default-1",
                "big",
                "node-1",
                "pod-1",
                "4f1c09a2b3",
                scratch,
                7,
                99,
                Duration.ofSeconds(90),
                4711L,
                false));
  }

  @Test
  void namesAllProblemsAtOnce_andNoSecret() {
    Map<String, String> variables =
        Map.of(
            "ONESHOT_STORE_URI", "http://user:secret@store/",
            "ONESHOT_STORE_KEY", "4096:secret",
            "ONESHOT_WORKER_PRIMING", "a little",
            "ONESHOT_WORKER_SCRATCH", "/no/such/directory",
            "ONESHOT_WORKER_MAX_JOBS", "0",
            "ONESHOT_WORKER_LOG_LIMIT", "much",
            "ONESHOT_WORKER_DRAIN", "soon",
            "ONESHOT_WORKER_PARENT", "me");

    assertThatThrownBy(() -> Environment.read(variables))
        .hasMessageContainingAll(
            "ONESHOT_BROKER_URI is not set",
            "ONESHOT_STORE_URI must start with mongodb",
            "ONESHOT_STORE_KEY is not ROUNDS:SALT:KEY",
            "ONESHOT_WORKER_ID is not set",
            "ONESHOT_WORKER_SCRATCH is no directory: /no/such/directory",
            "ONESHOT_WORKER_MAX_JOBS must be",
            "ONESHOT_WORKER_LOG_LIMIT must be",
            "ONESHOT_WORKER_DRAIN must be",
            "ONESHOT_WORKER_PARENT must be",
            "ONESHOT_WORKER_PRIMING must be")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void printsNoPassword() throws Exception {
    assertThat(Environment.read(required()).toString()).doesNotContain("secret");
  }
}
