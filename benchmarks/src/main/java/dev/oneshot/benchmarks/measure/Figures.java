package dev.oneshot.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Measured values of one kind, in one unit, kept to three digits. For one thread.
 *
 * <p>With {@code n} values below a hundred the 99th percentile is the worst of them.
 */
public final class Figures {
  /** How finely {@link #distribution} steps: so often until half of what is left has passed. */
  private static final int STEPS_A_HALVING = 5;

  private final Histogram histogram = new Histogram(3);
  private final double scale;

  private Figures(double scale) {
    this.scale = scale;
  }

  /** Of nanoseconds, told in milliseconds. */
  public static Figures millis() {
    return new Figures(1e-6);
  }

  /** Of microseconds, told in seconds. */
  public static Figures seconds() {
    return new Figures(1e-6);
  }

  /** Of bytes, told in MB (10^6). */
  public static Figures megabytes() {
    return new Figures(1e-6);
  }

  /** Of thousandths, told as they are: rates, percents, whatever has no smaller unit. */
  public static Figures plain() {
    return new Figures(1e-3);
  }

  /** Adds a value in the small unit. */
  public void add(long value) {
    histogram.recordValue(value);
  }

  /** Adds all values of another, which is of the same unit. */
  public void addAll(Figures others) {
    histogram.add(others.histogram);
  }

  /** Adds a value in the unit that is told. */
  public void put(double value) {
    add(Math.round(value / scale));
  }

  public long n() {
    return histogram.getTotalCount();
  }

  /** Not a number while there are no values, like every other percentile. */
  public double median() {
    return percentile(50);
  }

  public double percentile(double percent) {
    return n() == 0 ? Double.NaN : histogram.getValueAtPercentile(percent) * scale;
  }

  public double smallest() {
    return histogram.getMinValue() * scale;
  }

  public double largest() {
    return histogram.getMaxValue() * scale;
  }

  /**
   * How the values are spread, as a line of {@link Chart#percentiles}. The largest stands half a
   * value below 100 %.
   */
  public List<Chart.Point> distribution() {
    List<Chart.Point> points = new ArrayList<>();
    double highest = 100 * (1 - 0.5 / n());
    for (HistogramIterationValue step : histogram.percentiles(STEPS_A_HALVING)) {
      points.add(
          new Chart.Point(
              Math.min(step.getPercentileLevelIteratedTo(), highest),
              step.getValueIteratedTo() * scale));
    }
    return points;
  }

  /** For a table: the median, and how far the values lie apart where there are several. */
  public String spread() {
    return n() < 2
        ? digits(median())
        : digits(median()) + " (" + digits(smallest()) + " to " + digits(largest()) + ')';
  }

  /** For a table: three digits that count. */
  public static String digits(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    int decimals =
        Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
