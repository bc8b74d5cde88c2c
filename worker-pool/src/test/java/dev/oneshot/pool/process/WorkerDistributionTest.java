package dev.oneshot.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.pool.launch.Wires;
import dev.oneshot.pool.launch.WorkerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerDistributionTest {
  @TempDir private Path home;
  @TempDir private Path functions;

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(home.resolve("runtime/bin"));
    Path java = Files.createFile(home.resolve("runtime/bin/java"));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(home.resolve("lib"));
    Files.createFile(home.resolve("lib/z.jar"));
    Files.createFile(home.resolve("lib/a.jar"));
    Files.writeString(home.resolve("classpath"), "z.jar\na.jar\n");
    Files.writeString(home.resolve("jvm.options"), "-XX:+UseSerialGC\n\n-XX:-UsePerfData\n");
    Files.createFile(home.resolve("worker.aot"));
    Files.createFile(functions.resolve("y.jar"));
    Files.createFile(functions.resolve("b.jar"));
    Files.createFile(functions.resolve("notes.txt"));
  }

  @Test
  void startsTheRuntimeWithTheTrainedOptionsAndClassPath_functionsLast() {
    assertThat(WorkerDistribution.in(home).of(spec(functions), Path.of("/scratch")))
        .containsExactly(
            home + "/runtime/bin/java",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx268435456",
            "-Dmine=1",
            "-verbose:gc",
            "-XX:AOTCache=" + home + "/worker.aot",
            "-Djava.io.tmpdir=/scratch",
            "-cp",
            home
                + "/lib/z.jar:"
                + home
                + "/lib/a.jar:"
                + functions
                + "/b.jar:"
                + functions
                + "/y.jar",
            "dev.oneshot.worker.WorkerMain");
  }

  @Test
  void asksForTheStoresKey_withSystemPropertiesAlone_withoutFunctions() {
    assertThat(WorkerDistribution.in(home).ofStoreKey(spec(functions)))
        .containsExactly(
            home + "/runtime/bin/java",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx268435456",
            "-Dmine=1",
            "-XX:AOTCache=" + home + "/worker.aot",
            "-cp",
            home + "/lib/z.jar:" + home + "/lib/a.jar",
            "dev.oneshot.worker.StoreKeyMain");
  }

  @Test
  void startsWithoutFunctionsAndWithoutACache() throws IOException {
    Files.delete(home.resolve("worker.aot"));
    assertThat(WorkerDistribution.in(home).of(spec(null), Path.of("/scratch")))
        .contains(home + "/lib/z.jar:" + home + "/lib/a.jar")
        .noneMatch(argument -> argument.startsWith("-XX:AOTCache"));
  }

  @Test
  void takesTheCacheThatKnowsTheFunctions_whenExactlyThoseFollow() throws IOException {
    Files.createFile(home.resolve("functions.aot"));
    Files.write(home.resolve("functions.jars"), List.of(identity("b.jar"), identity("y.jar")));
    assertThat(WorkerDistribution.in(home).of(spec(functions), Path.of("/scratch")))
        .contains("-XX:AOTCache=" + home + "/functions.aot");

    Files.writeString(functions.resolve("y.jar"), "another build");
    assertThat(WorkerDistribution.in(home).of(spec(functions), Path.of("/scratch")))
        .contains("-XX:AOTCache=" + home + "/worker.aot");
  }

  @Test
  void takesTheCachesThatKnowTls_whereTheWiresAreSo_andElseWhatThereIs() throws IOException {
    assertThat(WorkerDistribution.in(home, Wires.TLS).of(spec(functions), Path.of("/scratch")))
        .contains("-XX:AOTCache=" + home + "/worker.aot");

    Files.createFile(home.resolve("worker-tls.aot"));
    assertThat(WorkerDistribution.in(home, Wires.TLS).of(spec(functions), Path.of("/scratch")))
        .contains("-XX:AOTCache=" + home + "/worker-tls.aot");

    Files.createFile(home.resolve("functions-tls.aot"));
    Files.write(home.resolve("functions.jars"), List.of(identity("b.jar"), identity("y.jar")));
    assertThat(WorkerDistribution.in(home, Wires.TLS).of(spec(functions), Path.of("/scratch")))
        .contains("-XX:AOTCache=" + home + "/functions-tls.aot");
  }

  @Test
  void knowsByTheUris_whetherTheWiresAreTls() {
    assertThat(wires("amqp://broker", "mongodb://store")).isEqualTo(Wires.PLAIN);
    assertThat(wires("amqp://amqps:amqps@tls", "mongodb://tls/?tls=false")).isEqualTo(Wires.PLAIN);
    assertThat(wires("AMQPS://broker", "mongodb://store")).isEqualTo(Wires.TLS);
    assertThat(wires("amqp://broker", "mongodb://store/?tls=true")).isEqualTo(Wires.TLS);
    assertThat(wires("amqp://broker", "mongodb://store/?ssl=true")).isEqualTo(Wires.TLS);
  }

  private static Wires wires(String brokerUri, String storeUri) {
    return new WorkerConnections(brokerUri, storeUri, "oneshot").wires();
  }

  private String identity(String name) throws IOException {
    Path jar = functions.resolve(name);
    return jar + "\t" + Files.size(jar) + "\t" + Files.getLastModifiedTime(jar).toMillis();
  }

  @Test
  void saysAllThatIsMissing() throws IOException {
    Files.delete(home.resolve("runtime/bin/java"));
    Files.delete(home.resolve("lib/a.jar"));
    Files.delete(home.resolve("jvm.options"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkerDistribution.in(home))
        .withMessageContainingAll(
            "runtime/bin/java is no program",
            "lib/a.jar cannot be read",
            "jvm.options cannot be read");
  }

  @Test
  void failsToStart_whenTheFunctionsCannotBeListed() {
    WorkerDistribution distribution = WorkerDistribution.in(home);
    assertThatThrownBy(() -> distribution.of(spec(home.resolve("none")), Path.of("/scratch")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none");
  }

  private static WorkerSpec spec(@Nullable Path functions) {
    return new WorkerSpec(
        "default",
        256 << 20,
        List.of("-Dmine=1", "-verbose:gc"),
        1,
        Duration.ofSeconds(25),
        functions,
        1024);
  }
}
