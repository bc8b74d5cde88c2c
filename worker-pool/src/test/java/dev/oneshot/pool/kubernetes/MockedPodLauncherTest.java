package dev.oneshot.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.pool.launch.LaunchOutcome;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
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
