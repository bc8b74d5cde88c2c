package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.DebianPackage;
import java.time.Duration;
import java.util.Optional;

/**
 * One row of the fault matrix (reliability notes, section 8). A new one is a class of this package
 * and a line in {@link Rows}.
 */
public interface Row {
  /** As on the command line, e.g. {@code F2}. */
  String name();

  /** What is broken, in a few words. */
  String what();

  /** What the row may take at most, in full; a quick one half of it. */
  default Duration limit() {
    return Duration.ofMinutes(15);
  }

  /** What to install where it cannot run without. */
  default Optional<DebianPackage> needs() {
    return Optional.empty();
  }

  /** Why it cannot run here; empty for one that can. */
  default Optional<String> hindrance() {
    return Optional.empty();
  }

  /**
   * Breaks an installation and has it judged; what it finds goes to {@link Scene#tally}.
   *
   * @throws Exception when the row itself cannot go on, which counts as a failure
   */
  void play(Scene scene) throws Exception;
}
