package dev.oneshot.e2e.scenarios;

import dev.oneshot.e2e.cluster.Cluster;
import dev.oneshot.e2e.cluster.PodTimeline.Life;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import java.util.List;

/** What {@code kubectl drain} does, for worker pods alone: on a single node all else must stay. */
final class Drain {
  private final Cluster cluster;
  private final String node;
  private final Thread undo = new Thread(this::mark, "uncordon");

  Drain(Cluster cluster, String node) {
    this.cluster = cluster;
    this.node = node;
  }

  /** A Ctrl-C from now on undoes it. */
  void cordon() {
    Runtime.getRuntime().addShutdownHook(undo);
    mark(true);
  }

  void uncordon() {
    mark(false);
    Runtime.getRuntime().removeShutdownHook(undo);
  }

  private void mark() {
    mark(false);
  }

  private void mark(boolean isUnschedulable) {
    var _ =
        cluster
            .client()
            .nodes()
            .withName(node)
            .edit(found ->
                new NodeBuilder(found)
                    .editSpec()
                    .withUnschedulable(isUnschedulable)
                    .endSpec()
                    .build());
  }

  void evict(List<Life> pods) {
    boolean isPolicyV1 = cluster.client().supports("policy/v1", "PodDisruptionBudget");
    pods.stream()
        .filter(pod -> node.equals(pod.pod().getSpec().getNodeName()))
        .forEach(pod -> evict(pod.name(), isPolicyV1));
  }

  private void evict(String pod, boolean isPolicyV1) {
    var resource = cluster.pods().withName(pod);
    var _ =
        isPolicyV1
            ? resource.evict(
                new EvictionBuilder()
                    .withNewMetadata()
                    .withName(pod)
                    .withNamespace(cluster.namespace())
                    .endMetadata()
                    .build())
            : resource.evict();
  }
}
