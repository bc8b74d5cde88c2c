package dev.oneshot.pool.kubernetes;

import dev.oneshot.pool.launch.WorkerSpec;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;

final class Fixtures {
  static final PodTemplate TEMPLATE = template("oneshot/worker:1", Map.of(), 2);

  private Fixtures() {}

  static PodTemplate template(String image, Map<String, String> env, int holdFailed) {
    return new PodTemplate(
        image,
        "IfNotPresent",
        List.of(),
        Map.of("cpu", "100m", "memory", "128Mi"),
        Map.of("memory", "512Mi"),
        new Scratch("1Gi", null),
        null,
        Map.of(),
        List.of(),
        null,
        Map.of("team", "scan"),
        env,
        List.of(),
        List.of(),
        holdFailed);
  }

  static WorkerSpec spec(String pool) {
    return new WorkerSpec(pool, 64 << 20, List.of(), 1, Duration.ofSeconds(25), null, 1024);
  }

  static Pod pod(String uid, PodStatus status) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("default-" + uid)
        .withUid(uid)
        .withCreationTimestamp("2030-01-01T00:00:00Z")
        .addToLabels(WorkerPod.POOL, "default")
        .addToLabels(WorkerPod.TEMPLATE, "today")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withStatus(status)
        .build();
  }

  static PodStatus pending() {
    return new PodStatusBuilder().withPhase("Pending").build();
  }

  static PodStatus running() {
    ContainerState state =
        new ContainerStateBuilder().withNewRunning("2030-01-01T00:00:01Z").build();
    return status("Running", state);
  }

  static PodStatus waiting(String reason, String message) {
    ContainerState state = new ContainerStateBuilder().withNewWaiting(message, reason).build();
    return status("Pending", state);
  }

  static PodStatus exited(int code) {
    return exited(code, code == 0 ? "Completed" : "Error", "");
  }

  static PodStatus exited(int code, String reason, String message) {
    ContainerState state =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(reason)
            .withMessage(message)
            .endTerminated()
            .build();
    return status(code == 0 ? "Succeeded" : "Failed", state);
  }

  private static PodStatus status(String phase, ContainerState state) {
    return new PodStatusBuilder()
        .withPhase(phase)
        .withStartTime("2030-01-01T00:00:01Z")
        .addNewContainerStatus()
        .withName("worker")
        .withImage("oneshot/worker:1")
        .withImageID("")
        .withReady(false)
        .withRestartCount(0)
        .withState(state)
        .endContainerStatus()
        .build();
  }
}
