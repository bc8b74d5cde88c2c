package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * F20: the store's primary dies in the middle of storing or changing a job, every other time with
 * the change made. Nobody is told which.
 */
final class KilledPrimaryRow implements Row {
  /** Until the others have noticed, which takes 10 s as MongoDB is set, and elected one. */
  private static final Duration VACANCY = Duration.ofSeconds(11);

  private static final Duration BETWEEN = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "F20";
  }

  @Override
  public String what() {
    return "the store's primary is killed in mid-change";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int kills = scene.size(30, 2);
    try (Trial trial = scene.trialWithReplicaSet();
        ElectionCalls calls = ElectionCalls.start(trial)) {
      for (int i = 0; i < kills; i++) {
        Waiting.pass(BETWEEN);
        trial.stand().replicaSet().killAtNextChange(i % 2 == 0, VACANCY).get(1, TimeUnit.MINUTES);
        trial.tally().injected(1);
        calls.awaitAccepted();
      }
      calls.judge();
    }
  }
}
