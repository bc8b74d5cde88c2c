package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** F16: the broker takes nothing any more, because its memory is full. */
final class MemoryAlarmRow implements Row {
  /** The confirm's wait, and some for a busy machine. */
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(5);

  private static final Duration WELL_AGAIN_WITHIN = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "F16";
  }

  @Override
  public String what() {
    return "the broker raises its memory alarm";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int seconds = scene.size(60, 10);
    int perSecond = scene.size(50, 10);
    try (Trial trial = scene.trial()) {
      String url = trial.stand().replica().url();
      trial.stand().pool(4, 8);
      trial.submitAll(4, "work", trial.order().lasting(5_000));
      trial.awaitStarts(4, Duration.ofSeconds(30));

      trial.stand().broker().rabbitmqctl("set_vm_memory_high_watermark", "0.00001");
      trial.tally().injected(1);
      Call call = Call.async(url, "work", trial.order());
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < seconds * perSecond; i++) {
        answers.add(trial.callers().callLater(call));
        Waiting.pass(Duration.ofMillis(1000 / perSecond));
      }
      answers.forEach(answer -> judge(trial, answer.join()));
      trial.stand().broker().rabbitmqctl("set_vm_memory_high_watermark", "absolute", "512MB");
      long start = System.nanoTime();
      trial.await("a call is accepted again", WELL_AGAIN_WITHIN, () -> isAccepted(trial, call));
      trial.tally().recovered(Duration.ofNanos(System.nanoTime() - start));

      trial.awaitEnds(Duration.ofMinutes(1));
      trial.judge(Expected.done());
    }
  }

  private static boolean isAccepted(Trial trial, Call call) {
    return trial.callers().callLater(call).join().status() == 202;
  }

  private static void judge(Trial trial, Answer answer) {
    trial
        .tally()
        .expect(answer.isRefused(), "a call was answered " + answer.status() + ' ' + answer.code());
    trial
        .tally()
        .expect(
            answer.took().compareTo(REFUSED_WITHIN) <= 0,
            "a call was refused after " + answer.took().toMillis() + " ms");
  }
}
