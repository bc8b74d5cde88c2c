package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  private final Report report = new Report("title", "what", "ms");

  @Test
  void writesFactsTableAndNotes() {
    report.row("call", "1.50");
    report.note("nothing else ran");
    report.fact("when", "today");

    assertThat(report.markdown("page"))
        .isEqualTo(
            """
            # title

            - when: today

            | what | ms |
            | --- | --- |
            | call | 1.50 |

            - nothing else ran
            """);
  }

  @Test
  void writesGoals_belowTheNotes() {
    report.goal(Goal.atMost("CPU s", 0.1, 0.2).onReferenceMachine().beside(0.05, "hello"));

    assertThat(report.markdown("page"))
        .endsWith(
            """
            | figure | goal | measured | beside | reached |
            | --- | --- | --- | --- | --- |
            | CPU s | <= 0.1 on the reference machine | 0.200 | 4.00 x hello | no |
            """);
  }

  @Test
  void writesChartBesidePage(@TempDir Path directory) throws IOException {
    report.chart(
        "speed", Chart.lines("Speed", "n", "1/s").line("a", new double[] {1}, new double[] {2}));

    report.writeTo(directory, "page");

    assertThat(directory.resolve("page.md")).content().endsWith("![Speed](page-speed.svg)\n");
    assertThat(directory.resolve("page-speed.svg")).content().startsWith("<svg");
  }

  @Test
  void refusesRow_whenItHasAnotherNumberOfCells() {
    assertThatIllegalArgumentException().isThrownBy(() -> report.row("call"));
  }
}
