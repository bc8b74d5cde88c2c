package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Wire;
import dev.oneshot.faults.site.Workers;
import java.time.Duration;
import java.util.List;

/** F5R: the only replica dies while it repairs what a broker and workers left behind. */
final class RecoveryFailpointsRow implements Row {
  /** Nothing is repaired before a message or a lease is old enough. */
  private static final Duration DIES_WITHIN = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "F5R";
  }

  @Override
  public String what() {
    return "replicas die in the middle of repairs";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int times = scene.size(10, 1);
    try (Trial trial = scene.trial(Wire.POOL_STORE)) {
      for (int i = 0; i < times; i++) {
        scene.step(Failpoint.R2_REPUBLISHED);
        dieRepublishing(trial);
        scene.step(Failpoint.R1_RECOVERED);
        dieReclaiming(trial);
      }
      // somebody must be there who takes what is left
      trial.stand().replica();
      trial.stand().pool(2, 4);
      trial.judge(Expected.doneOrLostOnce());
    }
  }

  private static void dieRepublishing(Trial trial) throws Exception {
    Service victim = armed(trial, Failpoint.R2_REPUBLISHED);
    trial.submitAll(20, "once", trial.order());
    trial.stand().broker().wipe();
    awaitDeath(trial, victim);
    Service heir = trial.stand().replica();
    trial.stand().pool(2, 4);
    trial.awaitEnds(Duration.ofMinutes(1));
    trial.stand().endPool();
    trial.stand().kill(heir);
  }

  private static void dieReclaiming(Trial trial) throws Exception {
    Service victim = armed(trial, Failpoint.R1_RECOVERED);
    trial.stand().pool(4, 4);
    int before = trial.ledger().of(Execution.Kind.START).size();
    trial.submitAll(2, "work", trial.order().lasting(5_000));
    trial.submitAll(2, "once", trial.order().lasting(5_000));
    trial.awaitStarts(before + 4, Duration.ofSeconds(30));
    // nobody but the replica can take the jobs from the dead
    trial.stand().wire(Wire.POOL_STORE).takeDown();
    Workers.alive().forEach(ProcessHandle::destroyForcibly);
    awaitDeath(trial, victim);
    trial.stand().wire(Wire.POOL_STORE).mend();
    Service heir = trial.stand().replica();
    trial.awaitEnds(Duration.ofMinutes(2));
    trial.stand().endPool();
    trial.stand().kill(heir);
  }

  private static Service armed(Trial trial, String failpoint) throws Exception {
    return trial.stand().replica(List.of("-D" + Failpoint.PROPERTY + '=' + failpoint));
  }

  private static void awaitDeath(Trial trial, Service victim) {
    trial.await(
        "the replica has died in its repairs",
        DIES_WITHIN,
        () -> !victim.process().handle().isAlive());
    trial.tally().injected(1);
  }
}
