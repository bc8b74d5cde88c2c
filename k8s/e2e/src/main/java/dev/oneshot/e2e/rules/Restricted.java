package dev.oneshot.e2e.rules;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
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
 * Level {@code restricted} of Kubernetes' Pod Security Standards, for clusters whose API server
 * does not check it itself (before 1.23).
 */
public final class Restricted {
  private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");
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

  private Restricted() {}

  /** What keeps a pod from being admitted, in words; empty when nothing does. */
  public static List<String> objections(PodSpec pod) {
    List<String> objections = new ArrayList<>();
    host(pod, objections);
    for (Volume volume : pod.getVolumes()) {
      require(
          VOLUMES.stream().anyMatch(kind -> kind.apply(volume) != null),
          "volume " + volume.getName() + " is of a kind that is not allowed",
          objections);
    }
    sysctls(pod.getSecurityContext(), objections);
    Stream.of(pod.getInitContainers(), pod.getContainers())
        .flatMap(List::stream)
        .forEach(container -> container(pod.getSecurityContext(), container, objections));
    return objections;
  }

  private static void host(PodSpec pod, List<String> objections) {
    require(!isTrue(pod.getHostNetwork()), "hostNetwork", objections);
    require(!isTrue(pod.getHostPID()), "hostPID", objections);
    require(!isTrue(pod.getHostIPC()), "hostIPC", objections);
  }

  private static void sysctls(@Nullable PodSecurityContext context, List<String> objections) {
    require(context == null || context.getSysctls().isEmpty(), "sysctls are set", objections);
  }

  private static void container(
      @Nullable PodSecurityContext pod, Container container, List<String> objections) {
    String name = container.getName();
    SecurityContext own =
        Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
    require(!isTrue(own.getPrivileged()), name + " is privileged", objections);
    require(
        Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
        name + " may escalate its privileges",
        objections);
    capabilities(name, own.getCapabilities(), objections);
    Boolean nonRoot = first(own.getRunAsNonRoot(), pod, PodSecurityContext::getRunAsNonRoot);
    require(isTrue(nonRoot), name + " may run as root", objections);
    Long user = first(own.getRunAsUser(), pod, PodSecurityContext::getRunAsUser);
    require(user == null || user != 0, name + " runs as user 0", objections);
    SeccompProfile seccomp =
        first(own.getSeccompProfile(), pod, PodSecurityContext::getSeccompProfile);
    require(
        seccomp != null && SECCOMP.contains(seccomp.getType()),
        name + " has no seccomp profile",
        objections);
    String mount = own.getProcMount();
    require(mount == null || mount.equals("Default"), name + " sees more of /proc", objections);
    require(
        container.getPorts().stream()
            .map(ContainerPort::getHostPort)
            .allMatch(port -> port == null || port == 0),
        name + " has a host port",
        objections);
  }

  private static void capabilities(
      String name, @Nullable Capabilities capabilities, List<String> objections) {
    List<String> dropped = capabilities == null ? List.of() : capabilities.getDrop();
    List<String> added = capabilities == null ? List.of() : capabilities.getAdd();
    require(dropped.contains("ALL"), name + " keeps capabilities", objections);
    require(
        added.stream().allMatch("NET_BIND_SERVICE"::equals),
        name + " adds capabilities",
        objections);
  }

  private static <T> @Nullable T first(
      @Nullable T own,
      @Nullable PodSecurityContext pod,
      Function<PodSecurityContext, @Nullable T> ofPod) {
    return own != null ? own : Optional.ofNullable(pod).map(ofPod).orElse(null);
  }

  private static boolean isTrue(@Nullable Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }

  private static void require(boolean holds, String objection, List<String> objections) {
    if (!holds) {
      objections.add(objection);
    }
  }
}
