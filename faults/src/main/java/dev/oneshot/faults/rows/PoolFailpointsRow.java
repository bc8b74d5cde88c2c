package dev.oneshot.faults.rows;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.PoolProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** F5P: the pool's program dies at each of its points, and another one takes its place. */
final class PoolFailpointsRow implements Row {
  private static final int WORKERS = 4;

  /** Its start on a busy machine, and what it is to die of. */
  private static final Duration DIES_WITHIN = Duration.ofSeconds(60);

  private static final List<String> POINTS =
      List.of(
          Failpoint.C1_LAUNCHED, Failpoint.C1_DEATH_SEEN, Failpoint.C1_RELEASED, Failpoint.C1_TOLD);

  @Override
  public String name() {
    return "F5P";
  }

  @Override
  public String what() {
    return "the pool's program dies at each of " + POINTS.size() + " failpoints";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int times = scene.size(5, 1);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      for (int i = 0; i < times; i++) {
        for (String point : POINTS) {
          scene.step(point);
          play(trial, point);
        }
      }
      trial.stand().pool(2, 4); // somebody must take the messages that are left
      trial.judge(Expected.doneOrLostOnce());
    }
  }

  private static void play(Trial trial, String point) throws Exception {
    int before = trial.ledger().of(Execution.Kind.START).size();
    trial.submitAll(WORKERS / 2, "work", trial.order().lasting(3_000));
    trial.submitAll(WORKERS / 2, "once", trial.order().lasting(3_000));
    try (PoolProgram dying = trial.stand().poolProgram(point, WORKERS)) {
      if (!point.equals(Failpoint.C1_LAUNCHED)) {
        trial.awaitStarts(before + WORKERS, DIES_WITHIN);
        killOne(trial, before);
      }
      trial.await("the pool has died at " + point, DIES_WITHIN, () -> !dying.isAlive());
    }
    trial.tally().injected(1);
    Instant death = Instant.now();
    try (PoolProgram heir = trial.stand().poolProgram("", WORKERS)) {
      trial.await("there are workers again", DIES_WITHIN, () -> heir.workers().size() >= WORKERS);
      trial.tally().recovered(Duration.between(death, Instant.now()));
      trial.awaitEnds(Duration.ofMinutes(1));
      heir.end();
      trial.await("no worker is left", Duration.ofSeconds(20), () -> heir.workers().isEmpty());
    }
  }

  private static void killOne(Trial trial, int before) {
    long pid = trial.ledger().of(Execution.Kind.START).get(before).pid();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
