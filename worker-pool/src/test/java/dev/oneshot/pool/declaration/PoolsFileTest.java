package dev.oneshot.pool.declaration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.oneshot.declarations.DeclarationException;
import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.kubernetes.EnvSource;
import dev.oneshot.pool.kubernetes.Mount;
import dev.oneshot.pool.kubernetes.PodTemplate;
import dev.oneshot.pool.kubernetes.Scratch;
import dev.oneshot.pool.kubernetes.Toleration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolsFileTest {
  @TempDir private Path directory = Path.of("unset");

  private Path workerHome() throws IOException {
    Path home = directory.resolve("worker");
    Path java = home.resolve("runtime/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("classpath"), "");
    Files.writeString(home.resolve("jvm.options"), "");
    return home;
  }

  private List<PoolDeclaration> read(String yaml) throws IOException {
    return new PoolsFile(directory.resolve("pools.yaml"), workerHome()).read(yaml);
  }

  private PodTemplate template(String yaml) throws IOException {
    return ((PoolDeclaration.Pods) read(yaml).getFirst()).template();
  }

  @Test
  void hasDefaults() throws IOException {
    List<PoolDeclaration> pools =
        read("pools: {default: {image: worker:1}, burst: {isolation: process}}");

    PoolSettings pods =
        PoolSettings.of("default").withSize(2, 20).withLaunches(5, 4, Duration.ofSeconds(60));
    assertThat(pools)
        .containsExactly(
            new PoolDeclaration.Pods(
                pods,
                new PodTemplate(
                    "worker:1",
                    "IfNotPresent",
                    List.of(),
                    Map.of(),
                    Map.of(),
                    new Scratch("1Gi", null),
                    null,
                    Map.of(),
                    List.of(),
                    null,
                    Map.of(),
                    Map.of(),
                    List.of(),
                    List.of(),
                    3)),
            new PoolDeclaration.Processes(PoolSettings.of("burst").keptByEveryController()));
  }

  @Test
  void takesEveryKey() throws IOException {
    String yaml =
        """
        pools:
          scan:
            isolation: pod
            min: 3
            max: 30
            launches-per-second: 0.5
            max-starting: 7
            start-timeout: 90s
            heap: 64MB
            jvm-options: [-Da=b, -Dc=d]
            max-jobs: 2
            drain: 10s
            log-limit: 2MB
            hold-failed: 5
            image: registry.example/worker:1
            image-pull-policy: Always
            image-pull-secrets: [registry]
            resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 512Mi}}
            scratch: {size: 50Gi, storage-class: fast}
            runtime-class: gvisor
            node-selector: {kubernetes.io/arch: amd64}
            tolerations:
              - {key: a, value: b, effect: NoSchedule}
              - {operator: Exists, effect: NoExecute, tolerationSeconds: 60}
            priority-class: batch
            labels: {team: scan}
            env: {HTTPS_PROXY: "http://proxy"}
            env-from: [{secret: x}, {config-map: y}]
            volumes: [{secret: tls, path: /etc/tls}, {config-map: rules, path: /etc/rules}]
        """;
    assertThat(read(yaml))
        .containsExactly(
            new PoolDeclaration.Pods(
                new PoolSettings(
                    "scan",
                    3,
                    30,
                    0.5,
                    7,
                    Duration.ofSeconds(90),
                    64 << 20,
                    List.of("-Da=b", "-Dc=d"),
                    2,
                    Duration.ofSeconds(10),
                    null,
                    2 << 20,
                    false),
                new PodTemplate(
                    "registry.example/worker:1",
                    "Always",
                    List.of("registry"),
                    Map.of("cpu", "100m", "memory", "128Mi"),
                    Map.of("memory", "512Mi"),
                    new Scratch("50Gi", "fast"),
                    "gvisor",
                    Map.of("kubernetes.io/arch", "amd64"),
                    List.of(
                        new Toleration("a", "Equal", "b", "NoSchedule", null),
                        new Toleration(null, "Exists", null, "NoExecute", 60)),
                    "batch",
                    Map.of("team", "scan"),
                    Map.of("HTTPS_PROXY", "http://proxy"),
                    List.of(new EnvSource.Secret("x"), new EnvSource.ConfigMap("y")),
                    List.of(
                        new Mount("/etc/tls", new EnvSource.Secret("tls")),
                        new Mount("/etc/rules", new EnvSource.ConfigMap("rules"))),
                    5)));
  }

  @Test
  void givesProcessesTheirFunctions() throws IOException {
    assertThat(read("pools: {a: {isolation: process, functions: " + directory + "}}"))
        .first()
        .extracting(PoolDeclaration::settings, type(PoolSettings.class))
        .satisfies(settings -> {
          assertThat(settings.functions()).isEqualTo(directory);
          assertThat(settings.isPerController()).isTrue();
        });
  }

  @Test
  void addsMatchingPresets_ofWhichThePoolsOwnWins() throws IOException {
    PodTemplate template =
        template(
            """
            pools:
              a:
                image: worker:1
                labels: {team: scan}
                env: {OWN: a, BOTH: pool}
                env-from: [{secret: own}]
                volumes: [{secret: own, path: /etc/both}]
            presets:
              everywhere:
                env: {BOTH: preset, ZONE: eu}
                env-from: [{secret: shared}]
              proxy:
                match: {team: scan}
                env: {PROXY: p}
                volumes: [{secret: preset, path: /etc/both}, {config-map: ca, path: /etc/ca}]
              by-name:
                match: {oneshot.dev/pool: a}
                env: {NAMED: a}
              others:
                match: {team: other}
                env: {NEVER: x}
            """);

    assertThat(template.env())
        .isEqualTo(Map.of("OWN", "a", "BOTH", "pool", "ZONE", "eu", "PROXY", "p", "NAMED", "a"));
    assertThat(template.envFrom())
        .containsExactly(new EnvSource.Secret("shared"), new EnvSource.Secret("own"));
    assertThat(template.mounts())
        .containsExactlyInAnyOrder(
            new Mount("/etc/both", new EnvSource.Secret("own")),
            new Mount("/etc/ca", new EnvSource.ConfigMap("ca")));
  }

  @Test
  void refusesPresetsThatContradictEachOther_unlessThePoolDecides() throws IOException {
    String presets =
        """
        presets:
          one: {env: {PROXY: a}}
          other: {env: {PROXY: b}}
        """;
    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(() -> read("pools: {a: {image: w}}\n" + presets))
        .withMessageContainingAll("pools.a", "one and other contradict", "env PROXY");
    assertThat(template("pools: {a: {image: w, env: {PROXY: c}}}\n" + presets).env())
        .isEqualTo(Map.of("PROXY", "c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"base/pools.yaml", "overlays/production/pools.yaml"})
  void readsTheDeliveredFiles(String file) throws IOException {
    assertThat(read(Files.readString(Path.of("../k8s", file)))).isNotEmpty();
  }

  static Stream<Arguments> wrongFiles() {
    return Stream.of(
        wrong("immage: x", "pools.a.immage (line 4)", "did you mean image?"),
        wrong("isolation: vm", "'vm'", "pod or process"),
        wrong("min: -1", "pools.a.min (line 4): '-1'", "from 0 to 10000"),
        wrong("min: 9\n    max: 3", "pools.a.max (line 5)", "at least min, which is 9"),
        wrong("max: 0", "from 1 to"),
        wrong("launches-per-second: 0", "above zero"),
        wrong("start-timeout: soon", "'soon'", "30s"),
        wrong("heap: 1MB", "from 16MB on"),
        wrong("log-limit: 1GB", "up to 256MB"),
        wrong("hold-failed: -1", "from 0 to 100"),
        wrong("functions: /tmp", "pools.a.functions (line 4)", "for isolation: process"),
        wrong("image-pull-policy: Sometimes", "Always or IfNotPresent or Never"),
        wrong("resources: {limits: {memory: lots}}", "a.resources.limits.memory", "512Mi"),
        wrong("resources: {limits: {memory: 256Mi}}", "more than heap", "256Mi is not"),
        wrong("resources: {limit: {memory: 1Gi}}", "a.resources.limit (", "mean limits?"),
        wrong("scratch: {size: -1Gi}", "a.scratch.size", "a quantity"),
        wrong("scratch: 1Gi", "a.scratch", "a block of keys"),
        wrong("runtime-class: G Visor", "a.runtime-class", "a Kubernetes name"),
        wrong("labels: {team: a b}", "a.labels.team", "a label's value"),
        wrong("labels: {-: a}", "- is no label's key"),
        wrong("tolerations: [{effect: Never}]", "a.tolerations[0].effect", "NoExecute"),
        wrong("env: {A-B: c}", "A-B is no name of an environment variable"),
        wrong("env: {ONESHOT_STORE_URI: c}", "not yours to set"),
        wrong("env-from: [{}]", "a.env-from[0]", "either a secret or a config-map"),
        wrong("volumes: [{secret: a, config-map: b, path: /c}]", "a.volumes[0]", "either"),
        wrong("volumes: [{secret: a}]", "the key path is missing", "an absolute path"),
        wrong("volumes: [{secret: a, path: /scratch/b}]", "outside /scratch"),
        wrong(
            "volumes: [{secret: a, path: /b}, {secret: c, path: /b}]", "another volume lies there"),
        Arguments.of("pools: {a: {}}", List.of("pools.a", "the key image is missing")),
        Arguments.of("pools: {A: {image: w}}", List.of("pools.A", "lower-case letters")),
        Arguments.of("pools: {}", List.of("declares none")),
        Arguments.of(
            "pools: {a: {isolation: process, image: w, labels: {b: c}}}",
            List.of("a.image", "for isolation: pod", "a.labels")),
        Arguments.of(
            "pools: {a: {isolation: process, functions: /no/such}}",
            List.of("a.functions", "the absolute path of a directory")),
        Arguments.of(
            "pools: {a: {image: w}}\npresets: {b: {mach: {c: d}}}",
            List.of("presets.b.mach", "mean match?")));
  }

  private static Arguments wrong(String line, String... said) {
    return Arguments.of("pools:\n  a:\n    image: w\n    " + line + "\n", List.of(said));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongFiles")
  void saysWhatIsWrong_whereAndWhatWouldBeRight(String yaml, List<String> said) {
    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(() -> read(yaml))
        .satisfies(failure -> assertThat(failure.getMessage()).contains(said));
  }

  @Test
  void saysThatProcessesNeedTheWorker() {
    PoolsFile file = new PoolsFile(directory.resolve("pools.yaml"), directory.resolve("none"));

    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(() -> file.read("pools: {a: {isolation: process}}"))
        .withMessageContainingAll("pools.a.isolation", "no worker distribution in", "none");
  }
}
