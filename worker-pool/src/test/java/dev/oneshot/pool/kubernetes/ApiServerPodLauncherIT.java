package dev.oneshot.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.pool.launch.WorkerDeath;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real API server, where its programs are found. */
class ApiServerPodLauncherIT extends PodLauncherContract {
  private static @Nullable ApiServer server;
  private static @Nullable KubernetesClient client;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    String missing = ApiServer.missing().orElse(null);
    if (missing != null) {
      System.out.println("[oneshot] worker pods: the mock alone, " + missing);
      Assumptions.abort(missing);
    }
    ApiServer started = ApiServer.start(directory);
    server = started;
    client = started.client();
    System.out.println("[oneshot] worker pods: API server " + started.version() + " and the mock");
  }

  @AfterAll
  static void end() {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void tellsTheEndOfTheLogAsTheNodeHasNotedIt_whereTheLogItselfDoesNotCome() throws Exception {
    String id = launch(launcher(), SPEC);
    becomes(id, Fixtures.exited(1, "Error", "last words"));
    assertThat(death().lastWords()).isEqualTo(new WorkerDeath.Tail("last words\n", true));
  }

  @Override
  KubernetesClient client() {
    return Objects.requireNonNull(client);
  }
}
