package dev.oneshot.pool.kubernetes;

import dev.oneshot.pool.launch.Exit;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's status says about its worker. Source: the Kubernetes API's PodStatus, and what
 * kubelets from 1.20 on write there.
 */
final class PodReading {
  /** For which the node itself takes a pod's place away. */
  private static final Set<String> TAKEN_AWAY =
      Set.of("Evicted", "Preempting", "Shutdown", "NodeShutdown", "Terminated");

  /** On the usual way to a start. */
  private static final Set<String> NO_HINDRANCE = Set.of("ContainerCreating", "PodInitializing");

  private static final Set<String> FAILED_TO_START = Set.of("StartError", "ContainerCannotRun");

  private static final int MOST_WORDS = 300;

  private PodReading() {}

  /** How the worker ended, empty while it may live. */
  static Optional<Exit> end(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null) {
      return Optional.empty();
    }
    String reason = status.getReason();
    boolean isFinished =
        "Failed".equals(status.getPhase()) || "Succeeded".equals(status.getPhase());
    if ("NodeLost".equals(reason)) {
      return Optional.of(new Exit.Vanished(words(reason, status.getMessage())));
    }
    ContainerStateTerminated ended = state(pod).map(ContainerState::getTerminated).orElse(null);
    if (!isFinished && ended == null) {
      return Optional.empty();
    }
    if ("DeadlineExceeded".equals(reason)) {
      return Optional.of(new Exit.DeadlineExceeded());
    }
    if (reason != null && TAKEN_AWAY.contains(reason)) {
      return Optional.of(new Exit.Evicted(words(reason, status.getMessage())));
    }
    return Optional.of(ended != null ? ofContainer(pod, ended) : ofPod(pod, status));
  }

  private static Exit ofContainer(Pod pod, ContainerStateTerminated ended) {
    String reason = ended.getReason();
    int code = ended.getExitCode() == null ? 0 : ended.getExitCode();
    if (reason != null && FAILED_TO_START.contains(reason)) {
      return new Exit.NeverStarted(words(reason, ended.getMessage()));
    }
    if ("ContainerStatusUnknown".equals(reason)) {
      return new Exit.Vanished(words(reason, ended.getMessage()));
    }
    if ("OOMKilled".equals(reason) && code != 0) {
      return new Exit.OutOfMemory();
    }
    Optional<PodCondition> disruption = condition(pod, "DisruptionTarget", "True");
    return code >= 128 && disruption.isPresent()
        ? new Exit.Evicted(words(disruption.get().getReason(), disruption.get().getMessage()))
        : Exit.ofProcess(code);
  }

  // the node refused it, or it lost its containers
  private static Exit ofPod(Pod pod, PodStatus status) {
    if ("Succeeded".equals(status.getPhase())) {
      return new Exit.Exited(0);
    }
    String words = words(status.getReason(), status.getMessage());
    return hasRun(pod) ? new Exit.Vanished(words) : new Exit.NeverStarted(words);
  }

  /** How it ended, if its pod is no longer there and this was its last status. */
  static Exit endOfDeleted(Pod last) {
    return end(last)
        .orElseGet(() -> {
          if (hasRun(last)) {
            return new Exit.Vanished("its pod was deleted");
          }
          String hindrance = hindrance(last);
          return new Exit.NeverStarted(
              hindrance == null ? "its pod was deleted before" : hindrance);
        });
  }

  /** How long it has to end, empty while it is not deleted. */
  static Optional<Duration> grace(Pod pod) {
    Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
    return pod.getMetadata().getDeletionTimestamp() == null
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(seconds == null ? 0 : seconds));
  }

  /** Why it does not start, null where it runs or nothing is known to hinder it. */
  static @Nullable String hindrance(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null || !"Pending".equals(status.getPhase())) {
      return null;
    }
    ContainerStateWaiting waiting = state(pod).map(ContainerState::getWaiting).orElse(null);
    if (waiting != null
        && waiting.getReason() != null
        && !NO_HINDRANCE.contains(waiting.getReason())) {
      return words(waiting.getReason(), waiting.getMessage());
    }
    return condition(pod, "PodScheduled", "False")
        .filter(condition -> "Unschedulable".equals(condition.getReason()))
        .map(condition -> words(condition.getReason(), condition.getMessage()))
        .orElse(null);
  }

  /** Its own last words or the end of its log as the node has noted them, empty for none. */
  static String terminationMessage(Pod pod) {
    return state(pod)
        .map(ContainerState::getTerminated)
        .map(ContainerStateTerminated::getMessage)
        .orElse("");
  }

  static boolean isRunning(Pod pod) {
    return state(pod).filter(state -> state.getRunning() != null).isPresent();
  }

  private static boolean hasRun(Pod pod) {
    return state(pod).filter(state -> state.getWaiting() == null).isPresent();
  }

  private static Optional<ContainerState> state(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).stream()
        .flatMap(status -> status.getContainerStatuses().stream())
        .findFirst()
        .map(ContainerStatus::getState);
  }

  private static Optional<PodCondition> condition(Pod pod, String type, String status) {
    Stream<PodCondition> all = pod.getStatus().getConditions().stream();
    return all.filter(c -> type.equals(c.getType()) && status.equals(c.getStatus())).findFirst();
  }

  private static String words(@Nullable String reason, @Nullable String message) {
    String all =
        (reason == null ? "unknown" : reason)
            + (message == null || message.isBlank() ? "" : ": " + message.strip());
    return all.length() <= MOST_WORDS ? all : all.substring(0, MOST_WORDS - 1) + "…";
  }
}
