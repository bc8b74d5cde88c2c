package dev.oneshot.e2e;

import dev.oneshot.e2e.calls.Caller;
import dev.oneshot.e2e.cluster.Broker;
import dev.oneshot.e2e.cluster.Cluster;
import dev.oneshot.e2e.cluster.Patience;
import dev.oneshot.e2e.cluster.PodTimeline;
import dev.oneshot.e2e.cluster.Route;
import dev.oneshot.e2e.scenarios.Site;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Oneshot in a namespace of its own, gone with it when this is closed. */
final class Installation implements AutoCloseable {
  /** The overlay's; nothing else may be in it. */
  static final String NAMESPACE = "oneshot-e2e";

  private static final String OURS = "oneshot.dev/e2e";
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration DELETION = Duration.ofMinutes(2);
  private static final int SERVICE_PORT = 8080;
  private static final int BROKER_PORT = 5672;
  private static final String BROKER = "rabbitmq";

  private final KubernetesClient client;
  private final Cluster cluster;
  private final Path root;
  private final boolean isKept;
  private final Progress progress;
  private boolean isClosed;

  private Installation(KubernetesClient client, Path root, boolean isKept, Progress progress) {
    this.client = client;
    this.cluster = new Cluster(client, NAMESPACE);
    this.root = root;
    this.isKept = isKept;
    this.progress = progress;
  }

  /**
   * Applies the overlay. What an earlier run left behind is deleted first, unless it was kept on
   * purpose and is to be kept again.
   *
   * @throws IllegalStateException when somebody else's namespace has the name
   */
  static Installation apply(KubernetesClient client, Path root, boolean isKept, Progress progress)
      throws Exception {
    Installation installation = new Installation(client, root, isKept, progress);
    installation.clear();
    Runtime.getRuntime().addShutdownHook(new Thread(installation::close, "clean up"));
    progress.step("applying k8s/e2e/overlay to namespace " + NAMESPACE);
    Command.run(root, "kubectl", "apply", "-k", root.resolve("k8s/e2e/overlay").toString());
    return installation;
  }

  private void clear() throws Exception {
    Namespace found = client.namespaces().withName(NAMESPACE).get();
    if (found == null) {
      return;
    }
    var labels = found.getMetadata().getLabels();
    if (labels == null || !labels.containsKey(OURS)) {
      throw new IllegalStateException(
          "namespace " + NAMESPACE + " is not this command's; it has no label " + OURS);
    }
    if (!isKept) {
      progress.step("deleting what an earlier run left");
      deleteNamespace();
    }
  }

  Cluster cluster() {
    return cluster;
  }

  /** Waits until everything is there and connects to it. */
  Site site(boolean isQuick) throws Exception {
    for (String deployment :
        new String[] {BROKER, "mongodb", Cluster.SERVICE, Cluster.CONTROLLER}) {
      cluster.awaitRollout(deployment, START);
      progress.step(deployment + " is ready");
    }
    PodTimeline pods = cluster.timeline();
    Route route = cluster.route(Cluster.SERVICE, SERVICE_PORT);
    Broker broker = Broker.connect(cluster, BROKER, cluster.route(BROKER, BROKER_PORT));
    progress.step("request-service is reached at " + route);
    Site site = new Site(cluster, route, new Caller(route), broker, pods, isQuick, progress::step);
    site.awaitFullPool();
    progress.step("the pool has its idle workers");
    return site;
  }

  /** Keeps the logs of what was installed, for whoever looks for the cause of a failure. */
  void saveLogs(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String component : new String[] {Cluster.SERVICE, Cluster.CONTROLLER}) {
      for (var pod : cluster.podsOf(component)) {
        String name = pod.getMetadata().getName();
        try {
          Files.writeString(
              directory.resolve(name + ".log"), cluster.pods().withName(name).getLog());
        } catch (KubernetesClientException e) {
          progress.step("no log of " + name + ": " + e.getMessage());
        }
      }
    }
    progress.step("logs are in " + root.relativize(directory));
  }

  /**
   * Deletes the namespace, whoever comes first: the end of the run or a Ctrl-C. The other waits: it
   * would end the client under the first.
   */
  @Override
  public synchronized void close() {
    if (isKept || isClosed) {
      return;
    }
    isClosed = true;
    try {
      progress.step("deleting namespace " + NAMESPACE);
      deleteNamespace();
    } catch (Exception e) {
      progress.failed("delete namespace " + NAMESPACE + " by hand: " + e.getMessage());
    }
  }

  private void deleteNamespace() throws Exception {
    var _ = client.namespaces().withName(NAMESPACE).delete();
    Patience.await(
        "namespace " + NAMESPACE + " is gone",
        DELETION,
        () -> client.namespaces().withName(NAMESPACE).get() == null);
  }
}
