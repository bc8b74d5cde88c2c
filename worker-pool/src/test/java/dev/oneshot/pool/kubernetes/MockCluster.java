package dev.oneshot.pool.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An API server in memory for each test, which keeps what it is given and answers otherwise where
 * it is told to. The library's own extension fails a test when this server does not close within 10
 * s, which happens while a watch ends and says nothing about us.
 */
public final class MockCluster implements BeforeEachCallback, AfterEachCallback {
  @SuppressWarnings("NullAway.Init") // set before each test
  private KubernetesMockServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private KubernetesClient client;

  public KubernetesMockServer server() {
    return server;
  }

  /** In the namespace {@code test}; closed after the test. */
  public KubernetesClient client() {
    return client;
  }

  /** One that the caller ends. */
  public static KubernetesMockServer start() {
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            responses,
            new KubernetesMixedDispatcher(responses),
            true);
    server.init();
    return server;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    server = start();
    client = server.createClient();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    client.close();
    try {
      server.destroy();
    } catch (IllegalStateException e) {
      System.out.println("left to the end of the JVM: " + e.getMessage());
    }
  }
}
