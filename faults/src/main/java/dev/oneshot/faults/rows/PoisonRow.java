package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;
import java.util.List;

/** F38: some jobs kill every worker that takes them. */
final class PoisonRow implements Row {
  private static final int ATTEMPTS = 3;
  private static final int EVERY_TIME = 99;

  @Override
  public String name() {
    return "F38";
  }

  @Override
  public String what() {
    return "jobs that kill each of their workers, among others";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int good = scene.size(200, 20);
    int bad = scene.size(5, 2);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      trial.stand().pool(4, 8);
      trial.submitAll(good / 2, "work", trial.order().lasting(100));
      List<String> poison =
          trial.submit(bad, "work", trial.order().dying(EVERY_TIME)).stream()
              .map(Answer::job)
              .toList();
      trial.submitAll(good / 2, "work", trial.order().lasting(100));
      trial.awaitEnds(Duration.ofMinutes(5));

      trial.tally().injected(bad);
      trial.judge((job, executions) ->
          poison.contains(job.id().value())
              ? Expected.isLost(job) && starts(executions) == ATTEMPTS
              : Expected.done().isRight(job, executions) && job.attempt() == 1);
    }
  }

  private static long starts(List<Execution> executions) {
    return executions.stream().filter(line -> line.kind() == Execution.Kind.START).count();
  }
}
