package dev.oneshot.e2e.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The one namespace that everything happens in. Any thread. */
public final class Cluster {
  public static final String POOL_LABEL = "oneshot.dev/pool";
  public static final String CONTROLLER = "worker-pool";
  public static final String SERVICE = "request-service";

  private static final String LEASE = "oneshot-worker-pool";
  private static final int CONTROLLER_PORT = 8082;
  private static final JsonMapper JSON = new JsonMapper();
  private static final String COMPONENT = "app.kubernetes.io/component";

  private final KubernetesClient client;
  private final String namespace;

  public Cluster(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  public KubernetesClient client() {
    return client;
  }

  public String namespace() {
    return namespace;
  }

  public NonNamespaceOperation<Pod, PodList, PodResource> pods() {
    MixedOperation<Pod, PodList, PodResource> all = client.pods();
    return all.inNamespace(namespace);
  }

  /** Those of a Deployment of Oneshot's own, {@link #CONTROLLER} or {@link #SERVICE}. */
  public List<Pod> podsOf(String component) {
    return pods().withLabel(COMPONENT, component).list().getItems();
  }

  /** Deletes; -1 leaves the pod the time that it asks for. One that is gone is fine. */
  public void delete(String podName, long graceSeconds) {
    if (graceSeconds < 0) {
      pods().withName(podName).delete();
    } else {
      pods().withName(podName).withGracePeriod(graceSeconds).delete();
    }
  }

  public PodTimeline timeline() {
    return new PodTimeline(this);
  }

  public Route route(String service, int port) {
    return Route.to(client, service(service), port);
  }

  public Service service(String name) {
    return Objects.requireNonNull(
        client.services().inNamespace(namespace).withName(name).get(), name);
  }

  public String secret(String name, String key) {
    var secret = client.secrets().inNamespace(namespace).withName(name).get();
    return new String(
        Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
  }

  public void scale(String deployment, int replicas) {
    client.apps().deployments().inNamespace(namespace).withName(deployment).scale(replicas);
  }

  /** Returns when all replicas of a Deployment are ready and none of an older template is left. */
  public void awaitRollout(String deployment, Duration limit) throws Exception {
    Patience.await(
        "deployment " + deployment + " is rolled out",
        limit,
        () -> {
          var found = client.apps().deployments().inNamespace(namespace).withName(deployment).get();
          var status = found.getStatus();
          int wanted = found.getSpec().getReplicas();
          return Objects.equals(status.getObservedGeneration(), found.getMetadata().getGeneration())
              && orZero(status.getUpdatedReplicas()) == wanted
              && orZero(status.getReplicas()) == wanted
              && orZero(status.getAvailableReplicas()) == wanted;
        });
  }

  /** As {@code kubectl rollout restart}. */
  public void restart(String deployment) {
    client.apps().deployments().inNamespace(namespace).withName(deployment).rolling().restart();
  }

  /**
   * Rewrites a file of a ConfigMap, and touches the pods that mount it: else the kubelet would take
   * up to two minutes to hand it on.
   */
  public void rewrite(
      String configMap, String file, UnaryOperator<String> change, String component) {
    client
        .configMaps()
        .inNamespace(namespace)
        .withName(configMap)
        .edit(found -> changed(found, file, change));
    String now = Instant.now().toString();
    for (Pod pod : podsOf(component)) {
      var _ =
          pods()
              .withName(pod.getMetadata().getName())
              .edit(found ->
                  new PodBuilder(found)
                      .editMetadata()
                      .addToAnnotations("oneshot.dev/touched", now)
                      .endMetadata()
                      .build());
    }
  }

  private static ConfigMap changed(ConfigMap map, String file, UnaryOperator<String> change) {
    String content = Objects.requireNonNull(map.getData().get(file), file);
    return new ConfigMapBuilder(map).addToData(file, change.apply(content)).build();
  }

  /**
   * What a controller says of itself and its pools: {@code {"role": "leading", "pools": [{"name":
   * "default", "condition": "healthy", …}]}}. Empty when it does not answer.
   */
  public JsonNode pools(String pod) {
    String path =
        "/api/v1/namespaces/" + namespace + "/pods/" + pod + ':' + CONTROLLER_PORT + "/proxy/pools";
    String answer = client.raw(path);
    return answer == null ? JSON.createObjectNode() : JSON.readTree(answer);
  }

  /** The pod that holds the controllers' lease; empty while nobody does. */
  public String leader() {
    Lease lease = client.leases().inNamespace(namespace).withName(LEASE).get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }

  /** Rewrites the lease, which whoever holds it does not learn before it wants to renew it. */
  public void leader(String holder) {
    var _ =
        client
            .leases()
            .inNamespace(namespace)
            .withName(LEASE)
            .edit(lease ->
                new LeaseBuilder(lease).editSpec().withHolderIdentity(holder).endSpec().build());
  }

  /** What kind of cluster this is, as its first node tells. */
  public NodeSystemInfo node() {
    return client.nodes().list().getItems().getFirst().getStatus().getNodeInfo();
  }

  private static int orZero(Integer number) {
    return number == null ? 0 : number;
  }
}
