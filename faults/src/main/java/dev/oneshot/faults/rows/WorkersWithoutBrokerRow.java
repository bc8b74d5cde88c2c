package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Relay;
import dev.oneshot.faults.site.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** F9: running workers cannot reach the broker, so nobody is told of their ends. */
final class WorkersWithoutBrokerRow implements Row {
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(6);

  @Override
  public String name() {
    return "F9";
  }

  @Override
  public String what() {
    return "the wire between workers and broker is silent while functions end";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(50, 6);
    try (Trial trial = scene.trial(Wire.WORKER_BROKER)) {
      String url = trial.stand().replica().url();
      trial.stand().pool(jobs, jobs + 4);
      Call call = Call.waiting(url, "once", trial.order().lasting(5_000), 90);
      List<CompletableFuture<Answer>> answers =
          Stream.generate(() -> trial.callers().callLater(call)).limit(jobs).toList();
      trial.awaitStarts(jobs, Duration.ofMinutes(1));

      Relay wire = trial.stand().wire(Wire.WORKER_BROKER);
      wire.silence();
      trial.tally().injected(jobs);
      Waiting.pass(Duration.ofSeconds(scene.size(30, 15)));
      wire.mend();
      for (CompletableFuture<Answer> pending : answers) {
        judge(trial, pending.join());
      }
      trial.awaitEnds(Duration.ofMinutes(2));

      trial.judge(Expected.done());
      int executed = trial.ledger().of(Execution.Kind.START).size();
      trial.tally().expect(executed == jobs, executed + " executions of " + jobs + " jobs");
    }
  }

  private static void judge(Trial trial, Answer answer) {
    trial.tally().expect(answer.status() == 200, "a caller was answered " + answer.status());
    Instant end =
        trial.ledger().of(Execution.Kind.END).stream()
            .filter(line -> line.job().equals(answer.job()))
            .map(Execution::at)
            .findFirst()
            .orElse(answer.at());
    Duration late = Duration.between(end, answer.at());
    trial.tally().recovered(late);
    trial
        .tally()
        .expect(
            late.compareTo(ANSWERED_WITHIN) <= 0,
            "a caller was answered " + late.toMillis() + " ms after the function's end");
  }
}
