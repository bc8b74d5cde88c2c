package dev.oneshot.benchmarks.measure;

import java.util.List;

/**
 * One thing that was aimed at, and what was found: a line of the summary.
 *
 * @param figure what was measured, with its unit, e.g. {@code "publish to status ms, median"}
 * @param aim in words, e.g. {@code "<= 4 on the reference machine"}
 * @param measured in the unit of {@code figure}
 * @param beside the same against a floor or a peer of the same run, e.g. {@code "3.1 x a
 *     hello-world JVM"}; empty for none
 * @param isReached whether what was measured keeps the aim, on whatever machine that was
 */
public record Goal(String figure, String aim, double measured, String beside, boolean isReached) {
  /** The columns that {@link #cells} fills. */
  public static final List<String> COLUMNS =
      List.of("figure", "goal", "measured", "beside", "reached");

  /** Something that should be small. */
  public static Goal atMost(String figure, double limit, double measured) {
    return new Goal(figure, "<= " + Axis.plain(limit), measured, "", measured <= limit);
  }

  /** Something that should be large. */
  public static Goal atLeast(String figure, double limit, double measured) {
    return new Goal(figure, ">= " + Axis.plain(limit), measured, "", measured >= limit);
  }

  /**
   * Says that the limit is an absolute time or rate, stated for a machine that is about twice as
   * fast as one where a hello-world JVM costs 0.05 s of CPU; ratios hold anywhere and need no such
   * word.
   */
  public Goal onReferenceMachine() {
    return new Goal(figure, aim + " on the reference machine", measured, beside, isReached);
  }

  /** Adds how many times the same figure of something else it is. */
  public Goal beside(double other, String what) {
    return new Goal(
        figure, aim, measured, Figures.digits(measured / other) + " x " + what, isReached);
  }

  /** As {@link #COLUMNS} name them. */
  public List<String> cells() {
    return List.of(
        figure,
        aim,
        Figures.digits(measured),
        beside.isEmpty() ? "-" : beside,
        isReached ? "yes" : "no");
  }
}
