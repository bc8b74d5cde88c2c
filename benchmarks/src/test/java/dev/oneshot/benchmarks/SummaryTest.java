package dev.oneshot.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.Report;
import org.junit.jupiter.api.Test;

final class SummaryTest {
  private final Summary summary = new Summary();

  @Test
  void repeatsGoalsOfAllParts() {
    Report call = new Report("call", "n");
    call.goal(Goal.atMost("ms", 8, 5));
    Report idle = new Report("idle", "n");
    idle.goal(Goal.atMost("%", 1, 2.5));

    summary.add("call", call);
    summary.add("idle", idle);

    assertThat(summary.isComplete()).isTrue();
    assertThat(summary.report().markdown("summary"))
        .contains(
            """
            | call | ms | <= 8 | 5.00 | - | yes |
            | idle | % | <= 1 | 2.50 | - | no |
            """);
  }

  @Test
  void saysWhichPartWasNotMeasured_andWhy() {
    summary.failed("peers", "no Celery");

    assertThat(summary.isComplete()).isFalse();
    assertThat(summary.report().markdown("summary"))
        .endsWith("- peers was not measured: no Celery\n");
  }
}
