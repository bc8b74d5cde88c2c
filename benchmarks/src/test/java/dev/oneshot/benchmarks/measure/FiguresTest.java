package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
  void spreadsValuesOverPercentiles_theLargestBelowHundred() {
    Figures figures = Figures.millis();
    for (int i = 1; i <= 100; i++) {
      figures.add(i * 1_000_000L);
    }

    List<Chart.Point> line = figures.distribution();

    assertThat(line).extracting(Chart.Point::x).isSorted().startsWith(0.0).endsWith(99.5);
    assertThat(line).extracting(Chart.Point::y).isSorted().endsWith(figures.largest());
    assertThat(line.getFirst().y()).isCloseTo(1, within(0.01));
  }

  @Test
  void tellsSpread_inTheUnitOfItsValues() {
    Figures figures = Figures.plain();
    assertThat(figures.spread()).isEqualTo("-");
    assertThat(figures.median()).isNaN();

    figures.put(2.5);
    assertThat(figures.spread()).isEqualTo("2.50");
    figures.put(1.5);
    Figures others = Figures.plain();
    others.put(7);
    figures.addAll(others);

    assertThat(figures.spread()).isEqualTo("2.50 (1.50 to 7.00)");
  }

  @Test
  void hasNoDistribution_whenNothingWasMeasured() {
    assertThat(Figures.millis().distribution()).isEmpty();
  }

  @Test
  void writesThreeDigits_whateverTheSize() {
    assertThat(Figures.digits(0.1234)).isEqualTo("0.123");
    assertThat(Figures.digits(1.234)).isEqualTo("1.23");
    assertThat(Figures.digits(12.34)).isEqualTo("12.3");
    assertThat(Figures.digits(1234.5)).isIn("1234", "1235");
  }
}
