package dev.oneshot.e2e.scenarios;

import java.time.Duration;

/** One thing that is proved on the installed cluster, which it leaves as it found it. */
public interface Scenario {
  /** As on the command line and in the table. */
  String name();

  /** When it has failed, ended or not. */
  Duration limit();

  /**
   * Measures, and adds what it finds.
   *
   * @throws Exception when it could not get to the end; what was found until then counts
   */
  void prove(Site site, Findings findings) throws Exception;
}
