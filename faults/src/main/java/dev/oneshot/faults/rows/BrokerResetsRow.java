package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** F10: a replica's connections to the broker are reset again and again while callers wait. */
final class BrokerResetsRow implements Row {
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final int CALLS_A_PERIOD = 15;

  /** The poll's period, a new connection, and some for a busy machine. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(12);

  @Override
  public String name() {
    return "F10";
  }

  @Override
  public String what() {
    return "a replica's connections to the broker are reset every 5 s";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int resets = scene.size(36, 5);
    try (Trial trial = scene.trial(Wire.SERVICE_BROKER)) {
      String url = trial.stand().replica().url();
      trial.stand().pool(4, 8);
      Call call = Call.waiting(url, "work", trial.order().lasting(300), 60);
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int reset = 0; reset < resets; reset++) {
        for (int i = 0; i < CALLS_A_PERIOD; i++) {
          answers.add(trial.callers().callLater(call));
          Waiting.pass(PERIOD.dividedBy(CALLS_A_PERIOD));
          if (i == CALLS_A_PERIOD / 2) {
            trial.stand().wire(Wire.SERVICE_BROKER).reset();
            trial.tally().injected(1);
          }
        }
      }
      judge(trial, answers);
      trial.awaitEnds(Duration.ofMinutes(1));
      trial.judge(Expected.done());
    }
  }

  private static void judge(Trial trial, List<CompletableFuture<Answer>> answers) {
    long refused = trial.judgeAnswers(answers, answer -> answer.status() == 200);
    for (CompletableFuture<Answer> pending : answers) {
      Duration took = pending.join().took();
      trial
          .tally()
          .expect(took.compareTo(ANSWERED_WITHIN) <= 0, "a call took " + took.toMillis() + " ms");
    }
    // one that was just being sent when its connection broke
    trial.tally().remark(answers.size() + " calls, " + refused + " refused");
    trial.tally().expect(refused * 20 <= answers.size(), refused + " calls were refused");
  }
}
