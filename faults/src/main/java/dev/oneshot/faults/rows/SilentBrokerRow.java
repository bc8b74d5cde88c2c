package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Wire;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** F10S: a replica's connections to the broker fall silent, and so does each new one. */
final class SilentBrokerRow implements Row {
  private static final int RUNNING = 4;
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(500);

  /** Five seconds to send, three for the broker's answer, and some for a busy machine. */
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(10);

  /** As many of {@code few} run at once; what comes after them waits, and no longer than it may. */
  private static final int FEW = 2;

  private static final int HELD = 15;
  private static final int QUEUE_SECONDS = 5;

  /** A round of the recovery loop and some, for which no broker is needed. */
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(4);

  @Override
  public String name() {
    return "F10S";
  }

  @Override
  public String what() {
    return "a replica's connections to the broker fall silent";
  }

  @Override
  public void play(Scene scene) throws Exception {
    Duration silence = Duration.ofSeconds(scene.size(90, 20));
    try (Trial trial = scene.trial(Wire.SERVICE_BROKER)) {
      String url = trial.stand().replica().url();
      trial.stand().pool(RUNNING, 2 * RUNNING);
      Call lasting =
          Call.waiting(
              url,
              "work",
              trial.order().lasting(silence.toMillis() / 2),
              (int) silence.toSeconds());
      List<CompletableFuture<Answer>> waiting =
          Collections.nCopies(RUNNING, lasting).stream().map(trial.callers()::callLater).toList();
      trial.submitAll(FEW, "few", trial.order().lasting(silence.toMillis()));
      trial.awaitStarts(RUNNING + FEW, Duration.ofMinutes(1));
      Call held =
          Call.async(url, "few", trial.order())
              .with("Oneshot-Queue-Timeout", Integer.toString(QUEUE_SECONDS));
      trial.callers().callAll(Collections.nCopies(HELD, held), HELD);

      trial.stand().wire(Wire.SERVICE_BROKER).silence();
      trial.tally().injected(1);
      List<CompletableFuture<Answer>> refused = new ArrayList<>();
      List<CompletableFuture<Answer>> accepted = new ArrayList<>();
      long start = System.nanoTime();
      while (System.nanoTime() - start < silence.toNanos()) {
        refused.add(trial.callers().callLater(Call.waiting(url, "work", trial.order(), 30)));
        // most of these waits end before the broker is given up: nobody may refuse the job then
        accepted.add(trial.callers().callLater(Call.waiting(url, "work", trial.order(), 1)));
        Waiting.pass(BETWEEN_CALLS);
      }
      refused.forEach(call -> judgeRefused(trial, call.join()));
      long unaccepted = trial.judgeAnswers(accepted, answer -> answer.status() == 202);
      trial
          .tally()
          .expect(unaccepted < accepted.size() / 2, unaccepted + " calls were refused at once");
      long unanswered = trial.judgeAnswers(waiting, answer -> answer.status() == 200);
      trial.tally().expect(unanswered == 0, unanswered + " calls of running jobs were refused");
      trial
          .tally()
          .remark(
              refused.size()
                  + " calls refused, "
                  + (accepted.size() - unaccepted)
                  + " accepted before that, "
                  + RUNNING
                  + " jobs ended meanwhile, "
                  + HELD
                  + " timed out");

      trial.stand().wire(Wire.SERVICE_BROKER).mend();
      long mended = System.nanoTime();
      trial.await(
          "a call is accepted again",
          Duration.ofMinutes(1),
          () ->
              trial.callers().callLater(Call.async(url, "work", trial.order())).join().status()
                  == 202);
      trial.tally().recovered(Duration.ofNanos(System.nanoTime() - mended));
      trial.awaitEnds(Duration.ofMinutes(1));
      trial.judge((job, executions) ->
          (executions.isEmpty() && job.task().function().equals("few"))
              ? isInTime(job)
              : Expected.done().isRight(job, executions));
    }
  }

  private static boolean isInTime(Job job) {
    Instant end = job.times().endedAt();
    return job.state() == JobState.TIMED_OUT
        && end != null
        && Duration.between(job.times().queueDeadlineAt(), end).compareTo(ENDED_WITHIN) <= 0;
  }

  private static void judgeRefused(Trial trial, Answer answer) {
    trial
        .tally()
        .expect(
            answer.isRefused() && answer.took().compareTo(REFUSED_WITHIN) <= 0,
            "a call was answered "
                + answer.status()
                + " after "
                + answer.took().toMillis()
                + " ms");
  }
}
