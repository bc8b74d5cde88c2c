package dev.oneshot.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.pool.launch.Exit;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PodReadingTest {
  @Test
  void seesNoEnd_whileAWorkerMayLive() {
    assertThat(PodReading.end(pod(Fixtures.pending()))).isEmpty();
    assertThat(PodReading.end(pod(Fixtures.running()))).isEmpty();
    assertThat(PodReading.end(pod(Fixtures.waiting("ErrImagePull", "none")))).isEmpty();
    assertThat(PodReading.end(new PodBuilder(pod(Fixtures.pending())).withStatus(null).build()))
        .isEmpty();
  }

  @Test
  void readsExitCodeAndSignal() {
    assertThat(end(Fixtures.exited(0))).isEqualTo(new Exit.Exited(0));
    assertThat(end(Fixtures.exited(64))).isEqualTo(new Exit.Exited(64));
    assertThat(end(Fixtures.exited(137))).isEqualTo(new Exit.Signalled(9));
  }

  @Test
  void readsAMemoryLimit_unlessTheWorkerEndedWell() {
    assertThat(end(Fixtures.exited(137, "OOMKilled", ""))).isEqualTo(new Exit.OutOfMemory());
    assertThat(end(Fixtures.exited(0, "OOMKilled", "")))
        .as("some child of the function's was killed")
        .isEqualTo(new Exit.Exited(0));
  }

  @Test
  void readsWhatTheNodeDid_beforeWhatItsContainerEndedWith() {
    assertThat(end(because(Fixtures.exited(137), "Evicted", "Usage of EmptyDir volume exceeds")))
        .isEqualTo(new Exit.Evicted("Evicted: Usage of EmptyDir volume exceeds"));
    assertThat(end(because(Fixtures.exited(143), "DeadlineExceeded", "was active too long")))
        .isEqualTo(new Exit.DeadlineExceeded());
    assertThat(end(because(Fixtures.exited(143), "Terminated", "node shutdown")))
        .isInstanceOf(Exit.Evicted.class);
    assertThat(end(because(Fixtures.running(), "NodeLost", "node n is unresponsive")))
        .isEqualTo(new Exit.Vanished("NodeLost: node n is unresponsive"));
  }

  @Test
  void readsAnEvictionThroughTheApi_fromItsCondition() {
    PodStatus status =
        new PodStatusBuilder(Fixtures.exited(143))
            .addNewCondition()
            .withType("DisruptionTarget")
            .withStatus("True")
            .withReason("EvictionByEvictionAPI")
            .withMessage("drained")
            .endCondition()
            .build();
    assertThat(end(status)).isEqualTo(new Exit.Evicted("EvictionByEvictionAPI: drained"));
  }

  @Test
  void tellsWhatNeverRan_fromWhatRan() {
    PodStatus refused =
        because(new PodStatusBuilder().withPhase("Failed").build(), "OutOfcpu", "full");
    assertThat(end(refused)).isEqualTo(new Exit.NeverStarted("OutOfcpu: full"));
    assertThat(end(Fixtures.exited(128, "StartError", "no java")))
        .isEqualTo(new Exit.NeverStarted("StartError: no java"));
    assertThat(end(Fixtures.exited(137, "ContainerStatusUnknown", "node came back")))
        .isInstanceOf(Exit.Vanished.class);
  }

  @Test
  void readsADeletedPodByItsLastStatus() {
    assertThat(PodReading.endOfDeleted(pod(Fixtures.exited(0)))).isEqualTo(new Exit.Exited(0));
    assertThat(PodReading.endOfDeleted(pod(Fixtures.running())))
        .isEqualTo(new Exit.Vanished("its pod was deleted"));
    assertThat(PodReading.endOfDeleted(pod(Fixtures.waiting("ErrImagePull", "no such image"))))
        .isEqualTo(new Exit.NeverStarted("ErrImagePull: no such image"));
    assertThat(PodReading.endOfDeleted(pod(Fixtures.pending())))
        .isInstanceOf(Exit.NeverStarted.class);
  }

  @Test
  void seesWhatHinders_andNoHindranceInAnOrdinaryStart() {
    for (String reason :
        new String[] {
          "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError"
        }) {
      assertThat(PodReading.hindrance(pod(Fixtures.waiting(reason, "why"))))
          .isEqualTo(reason + ": why");
    }
    assertThat(PodReading.hindrance(pod(Fixtures.waiting("ContainerCreating", "")))).isNull();
    assertThat(PodReading.hindrance(pod(Fixtures.pending()))).isNull();
    assertThat(PodReading.hindrance(pod(Fixtures.running()))).isNull();
    PodStatus unschedulable =
        new PodStatusBuilder(Fixtures.pending())
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("Unschedulable")
            .withMessage("0/1 nodes are available")
            .endCondition()
            .build();
    assertThat(PodReading.hindrance(pod(unschedulable)))
        .isEqualTo("Unschedulable: 0/1 nodes are available");
  }

  @Test
  void readsADeletedPodsGrace() {
    Pod deleted =
        new PodBuilder(pod(Fixtures.running()))
            .editMetadata()
            .withDeletionTimestamp("2030-01-01T00:01:00Z")
            .withDeletionGracePeriodSeconds(30L)
            .endMetadata()
            .build();
    assertThat(PodReading.grace(deleted)).contains(Duration.ofSeconds(30));
    assertThat(PodReading.grace(pod(Fixtures.running()))).isEmpty();
  }

  private static Exit end(PodStatus status) {
    return PodReading.end(pod(status)).orElseThrow();
  }

  private static PodStatus because(PodStatus status, String reason, String message) {
    return new PodStatusBuilder(status).withReason(reason).withMessage(message).build();
  }

  private static Pod pod(PodStatus status) {
    return Fixtures.pod("1", status);
  }
}
