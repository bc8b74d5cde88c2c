package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GcLogTest {
  @TempDir Path directory;

  @Test
  void findsFullestHeap_inLinesOfSerialAndG1() throws IOException {
    assertThat(
            log(
                    "GC(0) Pause Young (Allocation Failure) 68M->1M(247M) 1.234ms",
                    "GC(1) Pause Young (Normal) (G1 Evacuation Pause) 345M->12M(512M) 3.2ms",
                    "GC(2) Concurrent Mark Cycle 31.7ms",
                    "GC(3) Pause Remark 101M->101M(512M) 2.1ms")
                .peakHeapMib())
        .hasValue(345);
  }

  @Test
  void saysNothing_whenNothingWasCollected() throws IOException {
    assertThat(log("Using Serial").peakHeapMib()).isEmpty();
  }

  private GcLog log(String... lines) throws IOException {
    return new GcLog(Files.write(directory.resolve("gc.log"), List.of(lines)));
  }
}
