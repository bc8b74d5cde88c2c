package dev.oneshot.request.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that change while a replica serves. */
class ReloadIT {
  @TempDir private Path directory = Path.of("unset");

  // as the kubelet does it: the path leads to another file from one moment to the next
  private void declare(String yaml) throws Exception {
    Path next = Files.writeString(directory.resolve("next.yaml"), yaml);
    Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file() {
    return directory.resolve("functions.yaml");
  }

  @Test
  void takesCallsForAFunctionOfANewPool_asSoonAsItIsDeclared_andIgnoresAWrongFile()
      throws Exception {
    declare("functions: {echo: {handler: a.B}}");
    try (Site site = Site.onSharedBroker()) {
      Replica replica =
          site.replica(
              "--oneshot.functions.file=" + file(), "--oneshot.functions.reload-interval=50ms");
      assertThat(replica.call("scan", "x").statusCode()).isEqualTo(404);

      declare("functions: {echo: {handler: a.B}, scan: {handler: a.B, pool: large}}");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> replica.get("/v1/functions/scan").statusCode() == 200);
      assertThat(replica.call("scan", "x", "Prefer", "respond-async").statusCode()).isEqualTo(202);

      declare("functions: {echo: {handler: a.B, attempts: many}}");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() ->
              replica
                  .management("/actuator/prometheus")
                  .contains("oneshot_functions_reload_failed_total 1.0"));
      assertThat(replica.get("/v1/functions/scan").statusCode()).isEqualTo(200);
    }
  }
}
