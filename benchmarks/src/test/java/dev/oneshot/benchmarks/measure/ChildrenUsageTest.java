package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class ChildrenUsageTest {
  @Test
  void countsChild_onceItHasEnded() throws Exception {
    double before = ChildrenUsage.cpuSeconds();

    new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")
        .start()
        .waitFor();

    assertThat(ChildrenUsage.cpuSeconds()).isGreaterThan(before);
  }
}
