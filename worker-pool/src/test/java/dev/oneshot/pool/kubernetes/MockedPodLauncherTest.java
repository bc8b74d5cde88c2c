package dev.oneshot.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.pool.launch.LaunchOutcome;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MockedPodLauncherTest extends PodLauncherContract {
  @RegisterExtension private final MockCluster cluster = new MockCluster();

  @Override
  KubernetesClient client() {
    return cluster.client();
  }

  @Test
  void isRefused_withTheReasonOfTheQuota() {
    String reason = "pods \"default-1\" is forbidden: exceeded quota: pods";
    cluster
        .server()
        .expect()
        .post()
        .withPath("/api/v1/namespaces/test/pods")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage(reason).build())
        .once();
    assertThat(launcher().launch(Fixtures.spec("default")))
        .isEqualTo(new LaunchOutcome.Refused(reason));
  }

  @Test
  void leavesAWorkerThatIsStopped_theTimeForAJobThatItHasJustTaken() throws Exception {
    PodLauncher launcher = launcher();
    launcher.stop(launch(launcher, SPEC));
    assertThat(deletion()).containsPattern("\"gracePeriodSeconds\":90000\\b");
    launcher.stopSuspect(launch(launcher, SPEC));
    assertThat(deletion()).as("the pod's own").doesNotContain("gracePeriodSeconds");
    launcher.kill(launch(launcher, SPEC));
    assertThat(deletion()).containsPattern("\"gracePeriodSeconds\":1\\b");
  }

  private String deletion() throws InterruptedException {
    while (true) {
      RecordedRequest request =
          Objects.requireNonNull(cluster.server().takeRequest(10, TimeUnit.SECONDS), "no deletion");
      if (request.getMethod().equals("DELETE")) {
        return request.getUtf8Body();
      }
    }
  }

  @Test
  void listsAgainSoon_whereTheFirstListFailed_andLaunchesNothingBefore() throws Exception {
    var _ = new PodApi(client()).list();
    String list =
        Objects.requireNonNull(cluster.server().takeRequest(10, TimeUnit.SECONDS)).getPath();
    cluster
        .server()
        .expect()
        .get()
        .withPath(list)
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("not allowed yet").build())
        .times(2);
    PodLauncher launcher = launcher();
    assertThat(launcher.blindness()).isPresent();
    assertThat(launcher.launch(SPEC)).isInstanceOf(LaunchOutcome.Refused.class);
    await().atMost(Duration.ofSeconds(20)).until(() -> launcher.blindness().isEmpty());
    assertThat(launcher.launch(SPEC)).isInstanceOf(LaunchOutcome.Launched.class);
  }

  @Test
  void givesItsPodsToTheDeployment_soThatTheyGoWithIt() {
    var deployment =
        cluster
            .client()
            .apps()
            .deployments()
            .resource(
                new DeploymentBuilder()
                    .withNewMetadata()
                    .withName("worker-pool")
                    .endMetadata()
                    .build())
            .create();
    var _ = launcher().launch(Fixtures.spec("default"));
    assertThat(
            cluster.client().pods().list().getItems().getFirst().getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getUid)
        .containsExactly(deployment.getMetadata().getUid());
  }
}
