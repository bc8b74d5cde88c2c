package dev.oneshot.benchmarks.measure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One side of a chart.
 *
 * @param place of a value, from 0 at the axis's beginning to 1 at its end
 */
record Axis(DoubleUnaryOperator place, List<Tick> ticks) {
  private static final int STEPS = 5;
  private static final List<Double> PERCENTILES = List.of(0.0, 50.0, 90.0, 99.0, 99.9, 99.99);

  /**
   * A mark with a word to it.
   *
   * @param place from 0 to 1
   */
  record Tick(double place, String label) {}

  /** From zero to a round number that is not below {@code max}. */
  static Axis linear(double max) {
    double step = roundStep(max / STEPS);
    long steps = Math.max(1, (long) Math.ceil(max / step - 1e-9));
    double top = steps * step;
    return of(
        value -> value / top, IntStream.rangeClosed(0, (int) steps).mapToDouble(i -> i * step), "");
  }

  /** From one power of ten to another. */
  static Axis logarithmic(double min, double max) {
    double low = Math.floor(Math.log10(min));
    double high = Math.max(low + 1, Math.ceil(Math.log10(max)));
    return of(
        value -> (Math.log10(value) - low) / (high - low),
        IntStream.rangeClosed((int) low, (int) high).mapToDouble(power -> Math.pow(10, power)),
        "");
  }

  /** Of percentiles, where each nine takes as much room as the one before. */
  static Axis percentiles(double highest) {
    double end = nines(highest);
    return of(
        percentile -> nines(percentile) / end,
        PERCENTILES.stream().mapToDouble(Double::doubleValue).filter(mark -> mark <= highest),
        " %");
  }

  private static double nines(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private static Axis of(DoubleUnaryOperator place, DoubleStream marks, String unit) {
    List<Tick> ticks = new ArrayList<>();
    marks.forEach(mark -> ticks.add(new Tick(place.applyAsDouble(mark), plain(mark) + unit)));
    return new Axis(place, List.copyOf(ticks));
  }

  private static double roundStep(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    return DoubleStream.of(1, 2, 5, 10)
        .map(factor -> factor * power)
        .filter(step -> step >= atLeast * (1 - 1e-9))
        .findFirst()
        .orElseThrow();
  }

  /** Without zeros that say nothing. */
  static String plain(double value) {
    String digits = String.format(Locale.ROOT, "%.6f", value);
    return new BigDecimal(digits).stripTrailingZeros().toPlainString();
  }
}
