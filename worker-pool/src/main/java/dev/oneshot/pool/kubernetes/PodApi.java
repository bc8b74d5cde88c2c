package dev.oneshot.pool.kubernetes;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The calls to the API server for one namespace's worker pods. All of them wait for the answer and
 * throw {@link KubernetesClientException} where none comes or it is a refusal.
 */
final class PodApi {
  /** That the end of this pod was recorded, and the pod is kept to be looked at. */
  static final String RECORDED = "oneshot.dev/recorded";

  /** What came of asking for a pod. */
  sealed interface Creation {
    record Created(Pod pod) implements Creation {}

    record Refused(String reason) implements Creation {}
  }

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final String namespace;

  PodApi(KubernetesClient client) {
    this.client = client;
    this.namespace = Objects.requireNonNull(client.getNamespace(), "the client's namespace");
  }

  /** A pod of that name that is there already is the one wanted: a try before was not answered. */
  Creation create(Pod pod) {
    try {
      return new Creation.Created(client.pods().inNamespace(namespace).resource(pod).create());
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_CONFLICT
          ? existing(pod.getMetadata().getName(), e)
          : new Creation.Refused(reason(e));
    }
  }

  private Creation existing(String name, KubernetesClientException conflict) {
    try {
      Pod pod = named(name).get();
      return pod == null ? new Creation.Refused(reason(conflict)) : new Creation.Created(pod);
    } catch (KubernetesClientException e) {
      return new Creation.Refused(reason(e));
    }
  }

  List<Pod> list() {
    return client.pods().inNamespace(namespace).withLabels(WorkerPod.LABELS).list().getItems();
  }

  /** Told of every change from now on, on threads of the client's; reconnects by itself. */
  SharedIndexInformer<Pod> watch(ResourceEventHandler<Pod> handler) {
    var informer =
        client.pods().inNamespace(namespace).withLabels(WorkerPod.LABELS).runnableInformer(0);
    var _ = informer.addEventHandler(handler);
    var _ = informer.exceptionHandler((isStarted, e) -> true);
    var _ = informer.start();
    return informer;
  }

  /** With the pod's own grace. */
  void delete(String name) {
    named(name).delete();
  }

  /**
   * Once more it can only shorten the grace.
   *
   * @param graceSeconds 0 takes the pod off the API server at once, whether or not its processes
   *     have ended
   */
  void delete(String name, long graceSeconds) {
    named(name).withGracePeriod(graceSeconds).delete();
  }

  void limit(String name, long activeDeadlineSeconds) {
    var _ =
        named(name)
            .patch(MERGE, "{\"spec\":{\"activeDeadlineSeconds\":" + activeDeadlineSeconds + "}}");
  }

  void markRecorded(String name) {
    String patch = "{\"metadata\":{\"annotations\":{\"" + RECORDED + "\":\"true\"}}}";
    var _ = named(name).patch(MERGE, patch);
  }

  /** The end of its log: at most so many lines and, of those, bytes. */
  String log(String name, int mostLines, int mostBytes) {
    return named(name).limitBytes(mostBytes).tailingLines(mostLines).getLog();
  }

  /** The Deployment as an owner, empty where there is none. */
  Optional<OwnerReference> owner(String deployment) {
    return Optional.ofNullable(
            client.apps().deployments().inNamespace(namespace).withName(deployment).get())
        .map(found ->
            new OwnerReferenceBuilder()
                .withApiVersion(found.getApiVersion())
                .withKind(found.getKind())
                .withName(deployment)
                .withUid(found.getMetadata().getUid())
                .withController(true) // else nobody may drain a node without force
                .build());
  }

  private PodResource named(String name) {
    return client.pods().inNamespace(namespace).withName(name);
  }

  /** What the API server says, e.g. that a quota is used up. */
  static String reason(KubernetesClientException e) {
    Status status = e.getStatus();
    return status == null || status.getMessage() == null
        ? "the API server cannot be asked: " + e.getMessage()
        : status.getMessage();
  }
}
