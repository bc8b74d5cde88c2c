package dev.oneshot.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.oneshot.pool.launch.Wires;
import dev.oneshot.pool.launch.WorkerSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerPodTest {
  private static final WorkerSpec SPEC = Fixtures.spec("default");

  @Test
  void isABarePod_startedOnce_withOurLabels() {
    WorkerPod made = new WorkerPod(SPEC, Fixtures.TEMPLATE, "oneshot", Wires.PLAIN);
    Pod pod = made.named("default-1", List.of());
    assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("oneshot.dev/pool", "default")
        .containsEntry("oneshot.dev/template", made.digest())
        .containsEntry("app.kubernetes.io/managed-by", "worker-pool")
        .containsEntry("team", "scan");
    assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(30);
  }

  @Test
  void mayNothing() {
    Pod pod = pod(Fixtures.TEMPLATE);
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getEnableServiceLinks()).isFalse();
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
        .isEqualTo("RuntimeDefault");
    var security = container(pod).getSecurityContext();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
  }

  @Test
  void givesTheJvmItsArguments_inOrder() {
    WorkerSpec spec =
        new WorkerSpec(
            "default", 64 << 20, List.of("-Dx=1", "-Dy=2"), 1, Duration.ofSeconds(25), null, 1024);
    Pod pod = new WorkerPod(spec, Fixtures.TEMPLATE, "db", Wires.PLAIN).named("a", List.of());
    assertThat(container(pod).getArgs())
        .containsExactly(
            "-Xmx67108864",
            "-Djava.io.tmpdir=/scratch",
            "-Dx=1",
            "-Dy=2",
            "dev.oneshot.worker.WorkerMain");
    assertThat(container(pod).getCommand()).isEmpty();
  }

  @Test
  void takesTheCacheThatKnowsTls_whereTheWiresAreSo_andAnotherDigest() {
    WorkerPod made = new WorkerPod(SPEC, Fixtures.TEMPLATE, "db", Wires.TLS);
    assertThat(container(made.named("a", List.of())).getArgs())
        .startsWith("-XX:AOTCache=/opt/oneshot/worker/tls.aot");
    assertThat(made.digest())
        .isNotEqualTo(new WorkerPod(SPEC, Fixtures.TEMPLATE, "db", Wires.PLAIN).digest());
  }

  @Test
  void tellsTheWorkerWhoItIs_andShowsNoSecretInThePod() {
    WorkerPod made =
        new WorkerPod(SPEC, Fixtures.template("i", Map.of("A", "b"), 0), "db", Wires.PLAIN);
    List<EnvVar> env = container(made.named("a", List.of())).getEnv();
    assertThat(env)
        .extracting(EnvVar::getName, EnvVar::getValue)
        .contains(
            tuple("A", "b"),
            tuple("ONESHOT_STORE_DATABASE", "db"),
            tuple("ONESHOT_WORKER_POOL", "default"),
            tuple("ONESHOT_WORKER_TEMPLATE", made.digest()),
            tuple("ONESHOT_BROKER_URI", null),
            tuple("ONESHOT_STORE_URI", null),
            tuple("ONESHOT_STORE_KEY", null));
    assertThat(env)
        .filteredOn(variable -> variable.getName().startsWith("ONESHOT_STORE_"))
        .filteredOn(variable -> variable.getValueFrom() != null)
        .extracting(variable -> variable.getValueFrom().getSecretKeyRef())
        .extracting(SecretKeySelector::getKey, SecretKeySelector::getOptional)
        .containsExactlyInAnyOrder(tuple("store-uri", null), tuple("store-key", true));
    assertThat(env)
        .filteredOn(variable -> variable.getName().equals("ONESHOT_WORKER_ID"))
        .extracting(variable -> variable.getValueFrom().getFieldRef().getFieldPath())
        .containsExactly("metadata.uid");
  }

  @Test
  void hasOneScratch_onTheNodeOrAsAVolumeOfItsOwn() {
    Pod onNode = pod(Fixtures.TEMPLATE);
    assertThat(container(onNode).getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .containsExactly("/scratch", "/tmp");
    assertThat(container(onNode).getWorkingDir()).isEqualTo("/scratch");
    assertThat(onNode.getSpec().getVolumes().getFirst().getEmptyDir().getSizeLimit().toString())
        .isEqualTo("1Gi");
    Pod own = pod(with(new Scratch("50Gi", "fast"), List.of()));
    var claim = own.getSpec().getVolumes().getFirst().getEphemeral().getVolumeClaimTemplate();
    assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
    assertThat(claim.getSpec().getResources().getRequests())
        .containsEntry("storage", new Quantity("50Gi"));
  }

  @Test
  void mountsSecretsAndConfigMaps_readOnly() {
    Pod pod =
        pod(
            with(
                new Scratch("1Gi", null),
                List.of(
                    new Mount("/etc/tls", new EnvSource.Secret("tls")),
                    new Mount("/etc/rules", new EnvSource.ConfigMap("rules")))));
    assertThat(pod.getSpec().getVolumes().get(1).getSecret().getSecretName()).isEqualTo("tls");
    assertThat(pod.getSpec().getVolumes().get(2).getConfigMap().getName()).isEqualTo("rules");
    assertThat(container(pod).getVolumeMounts().get(2).getReadOnly()).isTrue();
  }

  @Test
  void hasTheSameDigest_asLongAsTheSamePodsCome() {
    String digest = new WorkerPod(SPEC, Fixtures.TEMPLATE, "db", Wires.PLAIN).digest();
    assertThat(digest).matches("[0-9a-f]{10}");
    assertThat(
            new WorkerPod(
                    Fixtures.spec("default"),
                    Fixtures.template("oneshot/worker:1", Map.of(), 9),
                    "db",
                    Wires.PLAIN)
                .digest())
        .as("how many are held is nothing of the pod")
        .isEqualTo(digest);
    assertThat(digestOf(Fixtures.template("oneshot/worker:2", Map.of(), 2))).isNotEqualTo(digest);
    assertThat(digestOf(Fixtures.template("oneshot/worker:1", Map.of("A", "b"), 2)))
        .isNotEqualTo(digest);
    Map<String, String> many = Map.of("A", "1", "B", "2", "C", "3", "D", "4");
    Map<String, String> same = new LinkedHashMap<>();
    List.of("D", "C", "B", "A").forEach(name -> same.put(name, many.get(name)));
    assertThat(digestOf(Fixtures.template("i", many, 2)))
        .isEqualTo(digestOf(Fixtures.template("i", same, 2)));
  }

  private static String digestOf(PodTemplate template) {
    return new WorkerPod(SPEC, template, "db", Wires.PLAIN).digest();
  }

  private static PodTemplate with(Scratch scratch, List<Mount> mounts) {
    PodTemplate t = Fixtures.TEMPLATE;
    return new PodTemplate(
        t.image(),
        t.imagePullPolicy(),
        List.of("pull"),
        t.requests(),
        t.limits(),
        scratch,
        "gvisor",
        Map.of("zone", "a"),
        List.of(new Toleration("k", "Exists", null, null, 5)),
        "batch",
        t.labels(),
        t.env(),
        List.of(new EnvSource.Secret("s")),
        mounts,
        0);
  }

  private static Pod pod(PodTemplate template) {
    return new WorkerPod(SPEC, template, "db", Wires.PLAIN).named("a", List.of());
  }

  private static Container container(Pod pod) {
    return pod.getSpec().getContainers().getFirst();
  }
}
