package dev.oneshot.standalone.endtoend;

import static dev.oneshot.standalone.endtoend.Client.json;
import static dev.oneshot.standalone.endtoend.Client.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.testsupport.Ports;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The pool's own program, as it is delivered, with pools of processes. */
@Timeout(120)
class PoolProgramIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final Backing backing = Backing.shared();
  @TempDir private Path directory = Path.of("unset");

  private Replica replica;
  private Process program;
  private Client operator;

  @BeforeEach
  void start() throws IOException {
    replica =
        Replica.start(
            List.of(
                "--management.server.port=0",
                "--oneshot.broker.uri=" + backing.brokerUri(),
                "--oneshot.store.uri=" + backing.storeUri(),
                "--oneshot.store.database=" + backing.database(),
                "--oneshot.functions.file=" + Checkout.functions()));
    declare("pools: {default: " + pool(1, 3) + "}");
    int port = Ports.free();
    program = program(port);
    operator = new Client("http://127.0.0.1:" + port);
  }

  @AfterEach
  void end() throws Exception {
    program.destroy();
    assertThat(program.waitFor(40, TimeUnit.SECONDS)).isTrue();
    operator.close();
    replica.close();
    assertThat(directory.resolve("workers")).isEmptyDirectory();
  }

  private Process program(int port) throws IOException {
    String classPath = Checkout.root().resolve("worker-pool/target/dist/lib") + "/*";
    ProcessBuilder builder =
        new ProcessBuilder(
            JavaProcess.program(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            "dev.oneshot.pool.app.WorkerPoolApplication");
    builder
        .environment()
        .putAll(
            Map.of(
                "SERVER_PORT", Integer.toString(port),
                "ONESHOT_POOLS_FILE", file().toString(),
                "ONESHOT_POOLS_RELOADINTERVAL", "200ms",
                "ONESHOT_BROKER_URI", backing.brokerUri(),
                "ONESHOT_STORE_URI", backing.storeUri(),
                "ONESHOT_STORE_DATABASE", backing.database(),
                "ONESHOT_WORKER_HOME", Checkout.worker().toString(),
                "ONESHOT_WORKER_DIRECTORY", directory.resolve("workers").toString()));
    return builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
  }

  private Path file() {
    return directory.resolve("pools.yaml");
  }

  private Path log() {
    return directory.resolve("log");
  }

  private void declare(String yaml) throws IOException {
    Files.writeString(file(), yaml);
  }

  private static String pool(int min, int max) {
    return "{isolation: process, min: %d, max: %d, drain: 20s, functions: %s}"
        .formatted(min, max, Checkout.functionJars());
  }

  private JsonNode pools() throws Exception {
    return json(operator.get("/pools"));
  }

  private void awaitPools(String... expected) {
    await()
        .atMost(SOON)
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .failFast("it ended", () -> !program.isAlive())
        .untilAsserted(() ->
            assertThat(pools().path("pools").valueStream().map(PoolProgramIT::inShort))
                .as(Files.readString(log()))
                .containsExactly(expected));
  }

  private static String inShort(JsonNode pool) {
    return "%s %s: %s idle, %s"
        .formatted(
            pool.path("name").asString(),
            pool.path("isolation").asString(),
            pool.path("idle").asString(),
            pool.path("condition").asString());
  }

  @Test
  void doesJobs_changesItsPoolsAsItRuns_andEndsInGoodOrder() throws Exception {
    awaitPools("default process: 1 idle, healthy");
    HttpResponse<byte[]> answer = replica.client().call("echo", BodyPublishers.ofString("hello"));
    assertThat(text(answer)).isEqualTo("hello");
    assertThat(operator.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    HttpResponse<byte[]> ready = operator.get("/actuator/health/readiness");
    assertThat(ready.statusCode()).as(text(ready)).isEqualTo(200);

    declare("pools: {default: " + pool(2, 3) + ", other: " + pool(1, 1) + "}");
    awaitPools("default process: 2 idle, healthy", "other process: 1 idle, healthy");
    assertThat(text(operator.get("/actuator/prometheus")))
        .contains("oneshot_workers{pool=\"other\",state=\"idle\"} 1.0");

    declare("pools: {default: {isolation: process, maximum: 3}}");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(pools().path("problems").path(0).asString(""))
                .contains("pools.default.maximum (line 1)"));
    awaitPools("default process: 2 idle, healthy", "other process: 1 idle, healthy");
    assertThat(operator.get("/actuator/health/readiness").statusCode()).isEqualTo(200);

    declare("pools: {default: " + pool(2, 3) + "}");
    awaitPools("default process: 2 idle, healthy");
    assertThat(text(operator.get("/actuator/prometheus"))).doesNotContain("pool=\"other\",state");

    CompletableFuture<HttpResponse<byte[]>> last =
        replica.client().callLater("probe", "{\"sleepMillis\": 3000}");
    await().atMost(SOON).until(() -> replica.client().jobs("probe", "RUNNING").size() == 1);
    program.destroy();
    assertThat(last.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void replacesIdleWorkersOfAChangedPool_andLetsBusyOnesFinish() throws Exception {
    awaitPools("default process: 1 idle, healthy");
    String busy = replica.client().submit("probe", "{\"sleepMillis\": 6000}");
    awaitPools("default process: 1 idle, healthy");

    String changed = pool(1, 3).replace("{isolation", "{jvm-options: [-Da=b], isolation");
    declare("pools: {default: " + changed + "}");
    await()
        .atMost(SOON)
        .until(() ->
            program
                .descendants()
                .anyMatch(worker ->
                    List.of(worker.info().arguments().orElse(new String[0])).contains("-Da=b")));
    await()
        .atMost(SOON)
        .until(() -> replica.client().state(busy), state -> !state.equals("RUNNING"));
    assertThat(replica.client().state(busy)).isEqualTo("DONE");
    assertThat(replica.client().job(busy).path("attempt").asInt()).isEqualTo(1);
  }
}
