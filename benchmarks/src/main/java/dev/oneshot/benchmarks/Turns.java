package dev.oneshot.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures several kinds side by side, so that all of them meet the same noise: one of each a
 * round, those that are to be measured less often in some rounds only, evenly spread.
 */
final class Turns {
  private static final int ROUNDS_BETWEEN_STEPS = 20;

  /** Measures one process of a kind, or one job. */
  interface Trial {
    void run(Kind kind) throws Exception;
  }

  private record Turn(Kind kind, int n, Trial trial) {
    boolean isDue(int round, int rounds) {
      return (long) (round + 1) * n / rounds > (long) round * n / rounds;
    }
  }

  private final List<Turn> turns = new ArrayList<>();

  /**
   * Adds a kind.
   *
   * @param n how often it is measured
   */
  Turns add(Kind kind, int n, Trial trial) {
    turns.add(new Turn(kind, n, trial));
    return this;
  }

  /** Measures all of them. */
  void run(Progress progress) throws Exception {
    int rounds = turns.stream().mapToInt(Turn::n).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      for (Turn turn : turns) {
        if (turn.isDue(round, rounds)) {
          turn.trial.run(turn.kind);
        }
      }
      if ((round + 1) % ROUNDS_BETWEEN_STEPS == 0) {
        progress.step((round + 1) + " of " + rounds + " rounds");
      }
    }
  }
}
