package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProcessStatusTest {
  private static final long GONE = Integer.MAX_VALUE;

  private final long pid = ProcessHandle.current().pid();

  @Test
  void readsResidentSet() {
    assertThat(ProcessStatus.residentBytes(pid).orElseThrow()).isBetween(10L << 20, 20L << 30);
  }

  @Test
  void countsThreadsOfTheKernel() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    long before = ProcessStatus.threads(pid).orElseThrow();
    for (int i = 0; i < 40; i++) {
      Thread.ofPlatform().daemon().start(() -> awaitQuietly(end));
    }
    long with = ProcessStatus.threads(pid).orElseThrow();
    end.countDown();

    assertThat(with - before).isBetween(35L, 60L);
  }

  private static void awaitQuietly(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void readsTheLimitOfOpenFiles() {
    assertThat(ProcessStatus.openFilesLimit(pid).orElseThrow()).isGreaterThan(100);
  }

  @Test
  void knowsNothingOfProcessesThatAreGone() {
    assertThat(ProcessStatus.residentBytes(GONE)).isEmpty();
    assertThat(ProcessStatus.threads(GONE)).isEmpty();
    assertThat(ProcessStatus.openFilesLimit(GONE)).isEmpty();
  }
}
