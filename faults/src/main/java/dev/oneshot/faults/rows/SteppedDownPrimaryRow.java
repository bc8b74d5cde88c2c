package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;

/** F19: the store's primary hands over, again and again, while calls come in and jobs run. */
final class SteppedDownPrimaryRow implements Row {
  /** From a primary that steps down until another one is elected. */
  private static final Duration VACANCY = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "F19";
  }

  @Override
  public String what() {
    return "the store's primary steps down every 20 s";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int times = scene.size(10, 2);
    Duration between = Duration.ofSeconds(scene.size(20, 10));
    try (Trial trial = scene.trialWithReplicaSet();
        ElectionCalls calls = ElectionCalls.start(trial)) {
      for (int i = 0; i < times; i++) {
        Waiting.pass(between);
        trial.stand().replicaSet().stepDown(VACANCY);
        trial.tally().injected(1);
        calls.awaitAccepted();
      }
      calls.judge();
    }
  }
}
