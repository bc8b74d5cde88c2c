package dev.oneshot.testsupport.pods;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The profile <i>restricted</i>, with <i>baseline</i> below it, for Linux pods: a manifest has no
 * cluster to ask, and one before 1.23 could not say. Any thread.
 *
 * <p>Source: kubernetes.io/docs/concepts/security/pod-security-standards, as of Kubernetes 1.34.
 */
public final class RestrictedPods {
  private static final List<Function<Volume, @Nullable Object>> VOLUMES =
      List.of(
          Volume::getConfigMap,
          Volume::getCsi,
          Volume::getDownwardAPI,
          Volume::getEmptyDir,
          Volume::getEphemeral,
          Volume::getPersistentVolumeClaim,
          Volume::getProjected,
          Volume::getSecret);
  private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

  private final List<String> violations = new ArrayList<>();

  private RestrictedPods() {}

  /** One sentence for each rule that is broken; none for a pod that is admitted. */
  public static List<String> violations(PodSpec pod) {
    RestrictedPods check = new RestrictedPods();
    check.pod(pod);
    return check.violations;
  }

  private void pod(PodSpec pod) {
    PodSecurityContext context =
        Optional.ofNullable(pod.getSecurityContext()).orElseGet(PodSecurityContext::new);
    forbid(isTrue(pod.getHostNetwork()), "the node's network is shared");
    forbid(isTrue(pod.getHostPID()), "the node's processes are shared");
    forbid(isTrue(pod.getHostIPC()), "the node's memory segments are shared");
    forbid(!orEmpty(context.getSysctls()).isEmpty(), "kernel settings are changed");
    forbid(context.getSeLinuxOptions() != null, "SELinux options are set");
    forbid(context.getWindowsOptions() != null, "Windows options are set");
    forbid(isRoot(context.getRunAsUser()), "the pod runs as root");
    orEmpty(pod.getVolumes()).forEach(this::volume);
    containers(pod).forEach(container -> container(container, context));
  }

  /** Those of ephemeral kind are no part of a manifest. */
  private static Stream<Container> containers(PodSpec pod) {
    return Stream.concat(
        orEmpty(pod.getInitContainers()).stream(), orEmpty(pod.getContainers()).stream());
  }

  private void volume(Volume volume) {
    forbid(
        VOLUMES.stream().allMatch(kind -> kind.apply(volume) == null),
        "volume " + volume.getName() + " is of a kind that is not allowed");
  }

  private void container(Container container, PodSecurityContext pod) {
    String name = "container " + container.getName();
    SecurityContext context =
        Optional.ofNullable(container.getSecurityContext()).orElseGet(SecurityContext::new);
    forbid(isTrue(context.getPrivileged()), name + " is privileged");
    forbid(
        !Objects.equals(context.getAllowPrivilegeEscalation(), false),
        name + " may gain privileges");
    forbid(
        !isTrue(firstOf(context.getRunAsNonRoot(), pod.getRunAsNonRoot())),
        name + " may run as root");
    forbid(isRoot(context.getRunAsUser()), name + " runs as root");
    forbid(
        !isConfined(firstOf(context.getSeccompProfile(), pod.getSeccompProfile())),
        name + " may make any system call");
    forbid(!dropsAll(context), name + " keeps capabilities");
    forbid(context.getSeLinuxOptions() != null, name + " has SELinux options");
    forbid(context.getWindowsOptions() != null, name + " has Windows options");
    forbid(
        context.getProcMount() != null && !context.getProcMount().equals("Default"),
        name + " sees more of /proc");
    orEmpty(container.getPorts())
        .forEach(port ->
            forbid(
                port.getHostPort() != null && port.getHostPort() != 0,
                name + " takes the node's port " + port.getHostPort()));
  }

  private static boolean dropsAll(SecurityContext context) {
    return context.getCapabilities() != null
        && orEmpty(context.getCapabilities().getDrop()).contains("ALL")
        && Set.of("NET_BIND_SERVICE").containsAll(orEmpty(context.getCapabilities().getAdd()));
  }

  private static boolean isConfined(@Nullable SeccompProfile profile) {
    return profile != null && profile.getType() != null && SECCOMP.contains(profile.getType());
  }

  private static boolean isRoot(@Nullable Long user) {
    return user != null && user == 0;
  }

  private static boolean isTrue(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static <T> @Nullable T firstOf(@Nullable T own, @Nullable T inherited) {
    return own == null ? inherited : own;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private void forbid(boolean isSo, String what) {
    if (isSo) {
      violations.add(what);
    }
  }
}
