package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class FloorTest {
  @Test
  void measuresProgram_fromStartToEnd() throws Exception {
    Floor floor = new Floor("sleep", List.of("sleep", "0.05"));

    floor.run();
    floor.run();

    assertThat(floor.n()).isEqualTo(2);
    assertThat(floor.wallMillis().smallest()).isGreaterThanOrEqualTo(50);
    assertThat(floor.cpuSeconds().largest()).isLessThan(floor.wallMillis().smallest() / 1000);
    assertThat(floor.residentMegabytes().n()).isEqualTo(2);
    assertThat(floor.residentMegabytes().median()).isBetween(0.3, 20.0);
  }

  @Test
  void countsProcessorTime_ofWhoeverUsesIt() throws Exception {
    Floor busy =
        new Floor("loop", List.of("sh", "-c", "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done"));
    Floor lazy = new Floor("nothing", List.of("sh", "-c", ":"));

    busy.run();
    lazy.run();

    assertThat(busy.cpuSeconds().median()).isGreaterThan(lazy.cpuSeconds().median());
  }

  @Test
  void saysSo_whenProgramFails() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new Floor("false", List.of("sh", "-c", "exit 3")).run())
        .withMessage("false ended with 3");
  }
}
