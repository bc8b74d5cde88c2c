package dev.oneshot.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.pool.PoolCondition;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that cannot start. */
@Timeout(60)
class BrokenWorkersIT {
  private static final Duration WATCHED = Duration.ofSeconds(6);

  /** 0.5 s after the first failures, then 1 s, 2 s, 4 s, and the minimum at the start. */
  private static final int MOST_LAUNCHES_MEANWHILE = 2 + 4;

  @Test
  void saysWhyAndBacksOff_whenWorkersCannotStart(@TempDir Path directory) throws Exception {
    Path broken = distributionWithoutMainClass(directory);
    try (Platform platform =
        Platform.Plan.on(Backing.embedded(1 << 20)).withDistribution(broken).start()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(platform.pool().status().condition())
                  .isInstanceOfSatisfying(
                      PoolCondition.CannotStart.class,
                      condition ->
                          assertThat(condition.reason())
                              .contains("exit code 1", "dev.oneshot.worker.WorkerMain")));
      await().pollDelay(WATCHED).atMost(WATCHED.multipliedBy(2)).until(() -> true);

      assertThat(platform.pool().launched()).isBetween(2L, (long) MOST_LAUNCHES_MEANWHILE);
      assertThat(platform.processes().number()).isLessThanOrEqualTo(1);
      HttpResponse<byte[]> response = platform.client().probe("{}", "Oneshot-Queue-Timeout", "1");
      assertThat(response.statusCode()).isEqualTo(504);
      assertThat(Client.code(response)).isEqualTo("QUEUE_TIMEOUT");
    }
  }

  private static Path distributionWithoutMainClass(Path directory) throws IOException {
    Path broken = Files.createDirectory(directory.resolve("worker"));
    Path real = Checkout.worker();
    Files.createSymbolicLink(broken.resolve("runtime"), real.resolve("runtime"));
    Files.createSymbolicLink(broken.resolve("lib"), real.resolve("lib"));
    Files.copy(real.resolve("jvm.options"), broken.resolve("jvm.options"));
    Files.write(
        broken.resolve("classpath"),
        Files.readAllLines(real.resolve("classpath")).stream()
            .filter(jar -> !jar.equals("worker.jar"))
            .toList());
    return broken;
  }
}
