package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class FiguresTest {
  @Test
  void tellsPercentiles_inItsUnit() {
    Figures figures = Figures.millis();
    for (int i = 1; i <= 100; i++) {
      figures.add(i * 1_000_000L);
    }

    assertThat(figures.n()).isEqualTo(100);
    assertThat(figures.median()).isCloseTo(50, within(0.1));
    assertThat(figures.percentile(99)).isCloseTo(99, within(0.2));
  }

  @Test
  void writesThreeDigits_whateverTheSize() {
    assertThat(Figures.digits(0.1234)).isEqualTo("0.123");
    assertThat(Figures.digits(1.234)).isEqualTo("1.23");
    assertThat(Figures.digits(12.34)).isEqualTo("12.3");
    assertThat(Figures.digits(1234.5)).isIn("1234", "1235");
  }
}
