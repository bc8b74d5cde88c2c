package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Figures;

/** One kind of process, and what was measured of it. For one thread. */
final class Kind {
  final String name;

  /** From before it is spawned to the arrival of its first word. */
  final Figures ready = Figures.millis();

  /** From publishing its job to hearing of that job's end. */
  final Figures dispatch = Figures.millis();

  /** User and system time, from birth to exit. */
  final Figures cpu = Figures.seconds();

  /** At its highest until its job's end was told. */
  final Figures resident = Figures.megabytes();

  Kind(String name) {
    this.name = name;
  }
}
