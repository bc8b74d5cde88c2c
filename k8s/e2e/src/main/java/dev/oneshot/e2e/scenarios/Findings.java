package dev.oneshot.e2e.scenarios;

import dev.oneshot.benchmarks.measure.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What one scenario found, told line by line as it is found. For one thread. */
public final class Findings {

  /**
   * One line of the table.
   *
   * @param what was looked at, with its unit
   * @param aim in words; empty for a figure that nothing was promised about
   */
  public record Finding(String what, String aim, String found, boolean holds) {
    /** As a table shows it: nothing promised, nothing to hold. */
    public String verdict() {
      return aim.isEmpty() ? "-" : holds ? "yes" : "NO";
    }
  }

  private final List<Finding> found = new ArrayList<>();
  private final Consumer<String> listener;

  /** The listener gets a line about each finding. */
  public Findings(Consumer<String> listener) {
    this.listener = listener;
  }

  public List<Finding> all() {
    return List.copyOf(found);
  }

  public boolean allHold() {
    return found.stream().allMatch(Finding::holds);
  }

  /** A figure that nothing was promised about. */
  public void figure(String what, String value) {
    add(new Finding(what, "", value, true));
  }

  /** Median, 99th percentile and number. */
  public void figure(String what, Figures figures) {
    figure(what, spread(figures));
  }

  public void atMost(String what, double limit, double measured) {
    add(new Finding(what, "<= " + plain(limit), Figures.digits(measured), measured <= limit));
  }

  public void atLeast(String what, double limit, double measured) {
    add(new Finding(what, ">= " + plain(limit), Figures.digits(measured), measured >= limit));
  }

  /** Something that is so or is not. */
  public void proof(String what, String aim, boolean holds, String seen) {
    add(new Finding(what, aim, seen, holds));
  }

  public static String spread(Figures figures) {
    return "p50 "
        + Figures.digits(figures.median())
        + ", p99 "
        + Figures.digits(figures.percentile(99))
        + ", n "
        + figures.n();
  }

  private static String plain(double limit) {
    return limit == Math.rint(limit)
        ? String.format(Locale.ROOT, "%.0f", limit)
        : String.valueOf(limit);
  }

  private void add(Finding finding) {
    found.add(finding);
    listener.accept(
        finding.what()
            + ": "
            + finding.found()
            + (finding.aim().isEmpty() ? "" : " (" + finding.aim() + "): " + finding.verdict()));
  }
}
