package dev.oneshot.pool.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;

/** The way to the API server. */
public final class Cluster {
  private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(2).toMillis();
  private static final int ANSWER_MILLIS = (int) Duration.ofSeconds(3).toMillis();

  /** The client's default of 5 would let logs and deletes wait for each other. */
  private static final int AT_ONCE = 64;

  private Cluster() {}

  /**
   * A client by the pod's service account, or outside a cluster by KUBECONFIG. It gives up within
   * seconds and tries nothing twice: whoever uses it here tries again anyway, with the knowledge of
   * that moment.
   */
  public static KubernetesClient connect() {
    return new KubernetesClientBuilder().withConfig(impatient(Config.autoConfigure(null))).build();
  }

  static Config impatient(Config config) {
    return new ConfigBuilder(config)
        .withConnectionTimeout(CONNECT_MILLIS)
        .withRequestTimeout(ANSWER_MILLIS)
        .withRequestRetryBackoffLimit(0)
        .withMaxConcurrentRequests(AT_ONCE)
        .withMaxConcurrentRequestsPerHost(AT_ONCE)
        .build();
  }
}
