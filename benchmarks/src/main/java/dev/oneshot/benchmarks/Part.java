package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.benchmarks.site.Site;

/** One thing that is measured, on an installation that nobody used before. */
interface Part {
  /** As on the command line and in the name of the result's file. */
  String name();

  /** What it measures on. */
  default Site site(Installation installation) throws Exception {
    return Site.start(installation);
  }

  /**
   * Measures.
   *
   * @param isQuick to see that it works: few repetitions, figures not to be quoted
   * @throws IllegalStateException when something went wrong that a figure must not hide
   */
  Report measure(Site site, boolean isQuick, Progress progress) throws Exception;
}
