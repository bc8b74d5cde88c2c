package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;
import java.util.List;

/** F17: the queue takes so many messages and no more. */
final class FullQueueRow implements Row {
  private static final int LENGTH = 100;

  /** A quorum queue may hold some more; calls on their way. */
  private static final int OVERSHOOT = 40;

  @Override
  public String name() {
    return "F17";
  }

  @Override
  public String what() {
    return "the queue is full at " + LENGTH + " messages";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int calls = scene.size(1000, 200);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      trial
          .stand()
          .broker()
          .rabbitmqctl(
              "set_policy",
              "full",
              "^assignments$",
              "{\"max-length\":" + LENGTH + ",\"overflow\":\"reject-publish\"}");
      List<Answer> answers = trial.submit(calls, "once", trial.order());
      trial.tally().injected(1);
      long accepted = answers.stream().filter(answer -> answer.status() == 202).count();
      long refused = answers.stream().filter(answer -> answer.status() == 503).count();
      trial.tally().remark(accepted + " accepted, " + refused + " refused");
      trial
          .tally()
          .expect(
              accepted >= LENGTH && accepted <= LENGTH + OVERSHOOT,
              accepted + " calls were accepted");
      trial
          .tally()
          .expect(
              accepted + refused == calls,
              (calls - accepted - refused) + " calls were answered otherwise");

      trial.stand().pool(4, 8);
      trial.awaitEnds(Duration.ofMinutes(5));
      trial.judge(Expected.done());
    }
  }
}
