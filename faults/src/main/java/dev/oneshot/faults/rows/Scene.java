package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.Progress;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.faults.proof.Tally;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Stand;
import dev.oneshot.faults.site.Wire;
import java.io.IOException;

/**
 * Where a row is played.
 *
 * @param isQuick small, to see that it works
 */
public record Scene(Installation installation, boolean isQuick, Progress progress, Tally tally) {
  /** How many of something: as the matrix says, or few. */
  public int size(int full, int quick) {
    return isQuick ? quick : full;
  }

  /** A fresh installation without replicas and workers; wires that are named can be cut. */
  public Trial trial(Wire... wires) throws Exception {
    return trial(Stand.start(installation, wires));
  }

  /** The same with a replica set before the store. */
  public Trial trialWithReplicaSet() throws Exception {
    return trial(Stand.startWithReplicaSet(installation));
  }

  private Trial trial(Stand stand) throws IOException {
    Trial trial = new Trial(stand, tally);
    progress.step("broker and store are up");
    return trial;
  }

  public void step(String text) {
    progress.step(text);
  }
}
