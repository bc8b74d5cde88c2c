package dev.oneshot.pool.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pool's pods are made from beside its {@code WorkerSpec}, presets included. Values are
 * written as in a pod; the API server judges them.
 *
 * @param imagePullPolicy {@code Always}, {@code IfNotPresent} or {@code Never}
 * @param imagePullSecrets names of secrets
 * @param requests e.g. {@code cpu} to {@code 100m}
 * @param limits e.g. {@code memory} to {@code 512Mi}
 * @param runtimeClass null for the cluster's default
 * @param priorityClass null for the cluster's default
 * @param labels of the pod, beside our own
 * @param env names to values; none begins with {@code ONESHOT_}
 * @param envFrom of two with the same variable the later counts; {@code env} counts more than both
 * @param mounts none at {@code /scratch}, {@code /tmp} or below {@code /opt/oneshot}
 * @param holdFailed how many pods that failed are left for inspection
 */
public record PodTemplate(
    String image,
    String imagePullPolicy,
    List<String> imagePullSecrets,
    Map<String, String> requests,
    Map<String, String> limits,
    Scratch scratch,
    @Nullable String runtimeClass,
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    @Nullable String priorityClass,
    Map<String, String> labels,
    Map<String, String> env,
    List<EnvSource> envFrom,
    List<Mount> mounts,
    int holdFailed) {
  public PodTemplate {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(imagePullPolicy, "imagePullPolicy");
    imagePullSecrets = List.copyOf(imagePullSecrets);
    requests = Map.copyOf(requests);
    limits = Map.copyOf(limits);
    Objects.requireNonNull(scratch, "scratch");
    nodeSelector = Map.copyOf(nodeSelector);
    tolerations = List.copyOf(tolerations);
    labels = Map.copyOf(labels);
    env = Map.copyOf(env);
    envFrom = List.copyOf(envFrom);
    mounts = List.copyOf(mounts);
    if (holdFailed < 0) {
      throw new IllegalArgumentException("holdFailed must not be negative");
    }
  }
}
