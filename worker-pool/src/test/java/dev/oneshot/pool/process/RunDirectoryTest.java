package dev.oneshot.pool.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final int LAUNCHERS = 4;
  private static final int TIMES = 300;

  @TempDir private Path base;

  @Test
  void begins_whateverIsLeftThatCannotBeSwept() throws Exception {
    Path left = Files.createDirectory(base.resolve("run-0123456789ab"));
    Files.createDirectory(base.resolve("run-0123456789ab.lock"));

    try (RunDirectory run = RunDirectory.begin(base)) {
      assertThat(run.ofWorker("a").getParent()).isDirectory();
    }

    assertThat(left).isDirectory();
  }

  @Test
  void sweepsARunWithoutWorkers() throws Exception {
    Files.createDirectory(base.resolve("run-0123456789ab"));

    RunDirectory.begin(base).close();

    assertThat(base).isEmptyDirectory();
  }

  @Test
  void leavesNothing_ofARunThatHasClosedSinceItWasSeen() {
    RunDirectory.sweepRun(base.resolve("run-0123456789ab"));

    assertThat(base).isEmptyDirectory();
  }

  @Test
  void begins_whileOthersClose_andLeavesNothing() throws Exception {
    try (ExecutorService launchers = Executors.newFixedThreadPool(LAUNCHERS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < LAUNCHERS; i++) {
        all.add(launchers.submit(this::beginAndCloseManyTimes));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }

    assertThat(base).isEmptyDirectory();
  }

  private void beginAndCloseManyTimes() {
    for (int i = 0; i < TIMES; i++) {
      RunDirectory.begin(base).close();
    }
  }
}
