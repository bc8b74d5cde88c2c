package dev.oneshot.pool.kubernetes;

import dev.oneshot.pool.launch.Wires;
import dev.oneshot.pool.launch.WorkerSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The pod that a pool's workers are made as: one container, started once, that may nothing. It
 * meets the Pod Security Standard "restricted".
 *
 * <p>Two of the same spec, template, database and wires have the same {@link #digest}, and any
 * other has another.
 */
final class WorkerPod {
  static final String POOL = "oneshot.dev/pool";
  static final String TEMPLATE = "oneshot.dev/template";
  static final Map<String, String> LABELS =
      Map.of(
          "app.kubernetes.io/name", "oneshot",
          "app.kubernetes.io/component", "worker",
          "app.kubernetes.io/managed-by", "worker-pool");
  static final String SECRET = "oneshot-worker";

  private static final long USER = 65532;
  private static final String SCRATCH = "/scratch";
  private static final int DIGEST_BYTES = 5;

  /** Of every worker's image, in place of its usual one; a JVM goes without where it is missing. */
  private static final String TLS_CACHE = "-XX:AOTCache=/opt/oneshot/worker/tls.aot";

  /** Beyond the drain, for the JVM's end. */
  private static final int GRACE_SECONDS_AFTER_DRAIN = 5;

  private final WorkerSpec spec;
  private final PodTemplate template;
  private final Wires wires;
  private final PodSpec podSpec;
  private final String digest;

  WorkerPod(WorkerSpec spec, PodTemplate template, String database, Wires wires) {
    this.spec = spec;
    this.template = template;
    this.wires = wires;
    PodSpec undigested = podSpec(database);
    this.digest = digest(new TreeMap<>(template.labels()) + undigested.toString());
    undigested.getContainers().getFirst().getEnv().add(value("ONESHOT_WORKER_TEMPLATE", digest));
    this.podSpec = undigested;
  }

  /** 10 hexadecimal digits. */
  String digest() {
    return digest;
  }

  boolean isOf(WorkerSpec otherSpec, PodTemplate otherTemplate) {
    return spec.equals(otherSpec) && template.equals(otherTemplate);
  }

  Pod named(String name, List<OwnerReference> owners) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(template.labels())
        .addToLabels(LABELS)
        .addToLabels(POOL, spec.pool())
        .addToLabels(TEMPLATE, digest)
        .withOwnerReferences(owners)
        .endMetadata()
        .withSpec(podSpec)
        .build();
  }

  private PodSpec podSpec(String database) {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withServiceAccountName("oneshot-worker")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(spec.drain().toSeconds() + GRACE_SECONDS_AFTER_DRAIN)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addAllToImagePullSecrets(
            template.imagePullSecrets().stream()
                .map(io.fabric8.kubernetes.api.model.LocalObjectReference::new)
                .toList())
        .withRuntimeClassName(template.runtimeClass())
        .withPriorityClassName(template.priorityClass())
        .withNodeSelector(new TreeMap<>(template.nodeSelector()))
        .withTolerations(template.tolerations().stream().map(WorkerPod::toleration).toList())
        .withContainers(container(database))
        .withVolumes(volumes())
        .build();
  }

  private Container container(String database) {
    return new ContainerBuilder()
        .withName("worker")
        .withImage(template.image())
        .withImagePullPolicy(template.imagePullPolicy())
        .withArgs(arguments())
        .withWorkingDir(SCRATCH)
        .withEnv(environment(database))
        .withEnvFrom(template.envFrom().stream().map(WorkerPod::envFrom).toList())
        .withNewResources()
        .withRequests(quantities(template.requests()))
        .withLimits(quantities(template.limits()))
        .endResources()
        .withVolumeMounts(mounts())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .build();
  }

  // the image's entry point is the JVM with its own options and class path
  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (wires == Wires.TLS) {
      arguments.add(TLS_CACHE);
    }
    arguments.add("-Xmx" + spec.heapBytes());
    arguments.add("-Djava.io.tmpdir=" + SCRATCH);
    arguments.addAll(spec.jvmOptions());
    arguments.add("dev.oneshot.worker.WorkerMain");
    return arguments;
  }

  private List<EnvVar> environment(String database) {
    List<EnvVar> environment = new ArrayList<>();
    new TreeMap<>(template.env()).forEach((name, text) -> environment.add(value(name, text)));
    environment.add(field("ONESHOT_WORKER_ID", "metadata.uid"));
    environment.add(field("ONESHOT_WORKER_POD", "metadata.name"));
    environment.add(field("ONESHOT_WORKER_NODE", "spec.nodeName"));
    environment.add(value("ONESHOT_WORKER_POOL", spec.pool()));
    environment.add(value("ONESHOT_WORKER_SCRATCH", SCRATCH));
    environment.add(value("ONESHOT_WORKER_MAX_JOBS", Integer.toString(spec.maxJobs())));
    environment.add(value("ONESHOT_WORKER_LOG_LIMIT", Long.toString(spec.logLimitBytes())));
    environment.add(value("ONESHOT_WORKER_DRAIN", spec.drain().toString()));
    environment.add(secret("ONESHOT_BROKER_URI", "broker-uri"));
    environment.add(secret("ONESHOT_STORE_URI", "store-uri"));
    environment.add(secretIfThere("ONESHOT_STORE_KEY", "store-key"));
    environment.add(value("ONESHOT_STORE_DATABASE", database));
    environment.add(value("LANG", "C.UTF-8"));
    return environment;
  }

  private List<VolumeMount> mounts() {
    List<VolumeMount> mounts = new ArrayList<>();
    for (String path : List.of(SCRATCH, "/tmp")) {
      mounts.add(new VolumeMountBuilder().withName("scratch").withMountPath(path).build());
    }
    for (int i = 0; i < template.mounts().size(); i++) {
      mounts.add(
          new VolumeMountBuilder()
              .withName("mount-" + i)
              .withMountPath(template.mounts().get(i).path())
              .withReadOnly(true)
              .build());
    }
    return mounts;
  }

  private List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(scratch(template.scratch()));
    for (int i = 0; i < template.mounts().size(); i++) {
      VolumeBuilder volume = new VolumeBuilder().withName("mount-" + i);
      volumes.add(
          switch (template.mounts().get(i).source()) {
            case EnvSource.Secret(var name) ->
                volume.withNewSecret().withSecretName(name).endSecret().build();
            case EnvSource.ConfigMap(var name) ->
                volume.withNewConfigMap().withName(name).endConfigMap().build();
          });
    }
    return volumes;
  }

  private static Volume scratch(Scratch scratch) {
    Quantity size = new Quantity(scratch.size());
    VolumeBuilder volume = new VolumeBuilder().withName("scratch");
    return scratch.storageClass() == null
        ? volume.withNewEmptyDir().withSizeLimit(size).endEmptyDir().build()
        : volume
            .withNewEphemeral()
            .withNewVolumeClaimTemplate()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withStorageClassName(scratch.storageClass())
            .withNewResources()
            .addToRequests("storage", size)
            .endResources()
            .endSpec()
            .endVolumeClaimTemplate()
            .endEphemeral()
            .build();
  }

  private static io.fabric8.kubernetes.api.model.Toleration toleration(Toleration toleration) {
    Integer seconds = toleration.seconds();
    return new TolerationBuilder()
        .withKey(toleration.key())
        .withOperator(toleration.operator())
        .withValue(toleration.value())
        .withEffect(toleration.effect())
        .withTolerationSeconds(seconds == null ? null : seconds.longValue())
        .build();
  }

  private static EnvFromSource envFrom(EnvSource source) {
    EnvFromSourceBuilder from = new EnvFromSourceBuilder();
    return switch (source) {
      case EnvSource.Secret(var name) ->
          from.withNewSecretRef().withName(name).endSecretRef().build();
      case EnvSource.ConfigMap(var name) ->
          from.withNewConfigMapRef().withName(name).endConfigMapRef().build();
    };
  }

  private static Map<String, Quantity> quantities(Map<String, String> amounts) {
    return amounts.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> new Quantity(e.getValue()), (a, b) -> a, TreeMap::new));
  }

  private static EnvVar value(String name, String text) {
    return new EnvVarBuilder().withName(name).withValue(text).build();
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  private static EnvVar secret(String name, String key) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef()
        .withName(SECRET)
        .withKey(key)
        .endSecretKeyRef()
        .endValueFrom()
        .build();
  }

  private static EnvVar secretIfThere(String name, String key) {
    return secret(name, key)
        .edit()
        .editValueFrom()
        .editSecretKeyRef()
        .withOptional(true)
        .endSecretKeyRef()
        .endValueFrom()
        .build();
  }

  private static String digest(String text) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(all, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
