package dev.oneshot.e2e.scenarios;

import dev.oneshot.e2e.cluster.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A controller beside the real one that does not ask for the lease, and so leads at once. */
final class SecondController {
  private static final String NAME = "second-controller";

  private final Cluster cluster;

  SecondController(Cluster cluster) {
    this.cluster = cluster;
  }

  void start() {
    Pod first = cluster.podsOf(Cluster.CONTROLLER).getFirst();
    Pod second =
        new PodBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace(cluster.namespace())
            .withLabels(Map.of("app.kubernetes.io/name", "oneshot"))
            .endMetadata()
            .withNewSpecLike(first.getSpec())
            .withNodeName(null)
            .editFirstContainer()
            .addNewEnv()
            .withName("ONESHOT_KUBERNETES_LEADER_ELECTION")
            .withValue("false")
            .endEnv()
            .endContainer()
            .endSpec()
            .build();
    var _ = cluster.client().resource(second).create();
    var _ = cluster.pods().withName(NAME).waitUntilReady(90, TimeUnit.SECONDS);
  }

  void stop() throws InterruptedException {
    cluster.delete(NAME, 0);
    Thread.sleep(Duration.ofSeconds(1));
  }
}
