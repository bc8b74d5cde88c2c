package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LiveHeapTest {
  @Test
  void readsWhatTheJdkPrints() throws Exception {
    String histogram =
        """
        4711:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         20117        1786048  [B (java.base@25)
        Total         63210        4012345
        """;

    assertThat(LiveHeap.total(histogram)).isEqualTo(4_012_345);
    assertThat(LiveHeap.byClass(histogram)).containsExactly(Map.entry("[B", 1_786_048L));
    assertThatThrownBy(() -> LiveHeap.total("4711:\nTotal nonsense\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Total nonsense");
  }

  @Test
  @Timeout(60)
  void countsWhatAProcessHolds() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName())
            .redirectError(Redirect.INHERIT)
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");

      assertThat(LiveHeap.bytes(holder.pid())).isBetween(50_000_000L, 60_000_000L);
    } finally {
      holder.destroyForcibly();
    }
  }

  /** Holds 50 MB until it is killed. */
  static final class Holder {
    @SuppressWarnings("unused") // it is there to be counted
    private static final byte[] HELD = new byte[50_000_000];

    public static void main(String[] arguments) throws Exception {
      System.out.println("held");
      int _ = System.in.read();
    }
  }
}
