package dev.oneshot.pool.training;

import dev.oneshot.embedded.EmbeddedBroker;
import dev.oneshot.embedded.EmbeddedStore;
import dev.oneshot.pool.kubernetes.MockCluster;
import dev.oneshot.testsupport.Ports;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the program from its start until it leads and has made its pods, then ends it in order: what
 * it has loaded by then is what a cache of its start should hold. Broker and store are embedded
 * ones, the API server is in memory. Called by docker/contexts with the command that runs it.
 */
public final class TrainStart {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int PODS = 2;
  private static final String POOLS =
      "pools: {default: {image: any, min: "
          + PODS
          + ", max: 4, resources: {limits: {memory: 1Gi}}}}";

  private final List<String> command;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = Ports.free();

  private TrainStart(List<String> command) {
    this.command = command;
  }

  public static void main(String[] command) throws Exception {
    KubernetesMockServer server = MockCluster.start();
    Path pools = Files.createTempFile("oneshot-pools-", ".yaml");
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        EmbeddedStore store = EmbeddedStore.start(64L << 20);
        KubernetesClient cluster = server.createClient()) {
      Files.writeString(pools, POOLS);
      TrainStart training = new TrainStart(List.of(command));
      training.run(
          cluster,
          Map.of(
              "ONESHOT_BROKER_URI", broker.uri(),
              "ONESHOT_STORE_URI", store.uri(),
              "ONESHOT_POOLS_FILE", pools.toString(),
              "KUBERNETES_MASTER", cluster.getMasterUrl().toString(),
              "KUBERNETES_NAMESPACE", cluster.getNamespace(),
              "KUBERNETES_TRUST_CERTIFICATES", "true",
              "SERVER_PORT", Integer.toString(training.port)));
    } finally {
      Files.delete(pools);
    }
    System.exit(0); // the server's threads would stay
  }

  private void run(KubernetesClient cluster, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(environment);
    Process program = builder.start();
    try {
      long start = System.nanoTime();
      while (!isAtWork(cluster)) {
        if (!program.isAlive() || System.nanoTime() - start > LIMIT.toNanos()) {
          throw new IllegalStateException("worker-pool did not come to lead and make pods");
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    } finally {
      program.destroy();
      if (!program.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        program.destroyForcibly();
      }
    }
  }

  private boolean isAtWork(KubernetesClient cluster) throws InterruptedException {
    return answers("/actuator/health/readiness")
        && answers("/actuator/health/liveness")
        && answers("/actuator/prometheus")
        && cluster.pods().list().getItems().size() >= PODS;
  }

  private boolean answers(String path) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
