package dev.oneshot.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
  @Test
  void knowsThisProcess() {
    ProcessHandle me = ProcessHandle.current();
    Instant born = me.info().startInstant().orElseThrow();

    assertThat(ProcessTable.self()).isEqualTo(me.pid());
    assertThat(ProcessTable.ageMillis())
        .isCloseTo(Duration.between(born, Instant.now()).toMillis(), within(2_000L));
    assertThat(ProcessTable.startTicks("self"))
        .isPositive()
        .isEqualTo(ProcessTable.startTicks(Long.toString(me.pid())));
  }

  @Test
  void noticesThatAProcessHasEnded(@TempDir Path directory) throws Exception {
    Path awkward = directory.resolve("a) b (c");
    Files.createSymbolicLink(awkward, Path.of("/bin/sleep"));
    Process other = new ProcessBuilder(awkward.toString(), "60").start();
    String id = Long.toString(other.pid());
    long born = ProcessTable.startTicks(id);
    assertThat(born).isPositive();

    other.destroyForcibly().waitFor();

    Awaitility.await().until(() -> ProcessTable.startTicks(id) < 0);
  }
}
