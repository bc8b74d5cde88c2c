package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.Reference;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
  @Test
  void readsTheLastLine() throws Exception {
    String histogram =
        """
        4711:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         20117        1786048  [B (java.base@25)
        Total         63210        4012345
        """;

    assertThat(LiveHeap.total(histogram)).isEqualTo(4_012_345);
    assertThatThrownBy(() -> LiveHeap.total("4711:\nTotal nonsense\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Total nonsense");
  }

  @Test
  void countsWhatThisProcessHolds() throws Exception {
    long pid = ProcessHandle.current().pid();
    long before = LiveHeap.bytes(pid);
    byte[] held = new byte[50_000_000];
    try {
      assertThat(LiveHeap.bytes(pid) - before).isBetween(45_000_000L, 60_000_000L);
    } finally {
      Reference.reachabilityFence(held);
    }
  }
}
