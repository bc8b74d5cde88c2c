package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class ReportTest {
  private final Report report = new Report("title", "what", "ms");

  @Test
  void writesFactsTableAndNotes() {
    report.row("call", "1.50");
    report.note("nothing else ran");
    report.fact("when", "today");

    assertThat(report.markdown())
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
  void refusesRow_whenItHasAnotherNumberOfCells() {
    assertThatIllegalArgumentException().isThrownBy(() -> report.row("call"));
  }
}
