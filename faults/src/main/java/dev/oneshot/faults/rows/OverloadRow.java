package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * F34: five times as many calls as the workers can run, whether or not the others were answered.
 */
final class OverloadRow implements Row {
  private static final int TIMES = 5;
  private static final int WAIT_SECONDS = 60;
  private static final double GOODPUT = 0.9;
  private static final Duration REFUSED_WITHIN = Duration.ofMillis(100);
  private static final Duration WELL_AGAIN_WITHIN = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "F34";
  }

  @Override
  public String what() {
    return TIMES + " times as many calls as the workers can run";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int workers = scene.size(8, 4);
    Duration length = Duration.ofSeconds(scene.size(300, 20));
    try (Trial trial = scene.trial()) {
      // as many may wait as keep the workers busy
      String url = trial.stand().replica("--oneshot.waiting.max-calls=" + 4 * workers).url();
      trial.stand().pool(workers, workers);
      Call call = Call.waiting(url, "once", trial.order().lasting(200), WAIT_SECONDS);
      double capacity = capacity(trial, call, workers, scene.size(300, 60));
      scene.step("capacity " + round(capacity) + " a second");

      Instant end = Instant.now().plus(length);
      List<Answer> answers = offer(trial, call, capacity * TIMES, end);
      trial.tally().injected(answers.size());
      judge(trial, answers, capacity, length, end);

      long start = System.nanoTime();
      trial.await("a call is answered as before", WELL_AGAIN_WITHIN, () -> isDone(trial, call));
      trial.tally().recovered(Duration.ofNanos(System.nanoTime() - start));
      trial.awaitEnds(Duration.ofMinutes(2));
      trial.judge(Expected.done());
    }
  }

  /** Ends a second while all workers have something to do, and nobody is refused. */
  private static double capacity(Trial trial, Call call, int workers, int number)
      throws InterruptedException {
    trial.callers().callAll(Collections.nCopies(workers * 2, call), workers * 3); // all warm
    long start = System.nanoTime();
    List<Answer> answers = trial.callers().callAll(Collections.nCopies(number, call), workers * 3);
    double seconds = (System.nanoTime() - start) / 1e9;
    long done = answers.stream().filter(answer -> answer.status() == 200).count();
    trial.tally().expect(done == number, (number - done) + " calls were refused without need");
    return done / seconds;
  }

  private static List<Answer> offer(Trial trial, Call call, double perSecond, Instant end) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    while (Instant.now().isBefore(end)) {
      answers.add(trial.callers().callLater(call));
      Waiting.pass(Duration.ofNanos((long) (1e9 / perSecond)));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private static void judge(
      Trial trial, List<Answer> answers, double capacity, Duration length, Instant end) {
    long good =
        answers.stream()
            .filter(answer -> answer.status() == 200 && !answer.at().isAfter(end))
            .count();
    List<Answer> refused = answers.stream().filter(answer -> answer.status() == 503).toList();
    long others =
        answers.stream().filter(answer -> answer.status() != 200).count() - refused.size();
    long silent = refused.stream().filter(answer -> answer.retryAfter().isEmpty()).count();
    trial.tally().expect(others == 0, others + " calls were answered neither 200 nor 503");
    trial.tally().expect(!refused.isEmpty(), "nobody was refused");
    trial.tally().expect(silent == 0, silent + " refusals without Retry-After");
    double goodput = good / (length.toNanos() / 1e9) / capacity;
    List<Duration> times = refused.stream().map(Answer::took).sorted().toList();
    Duration p99 = times.isEmpty() ? Duration.ZERO : times.get(times.size() * 99 / 100);
    trial.tally().expect(goodput >= GOODPUT, "goodput was " + round(goodput) + " of the capacity");
    trial
        .tally()
        .expect(
            p99.compareTo(REFUSED_WITHIN) <= 0,
            "the p99 of refusals was " + p99.toMillis() + " ms");
    trial
        .tally()
        .remark(
            "capacity "
                + round(capacity)
                + "/s, goodput "
                + round(goodput)
                + " of it, "
                + refused.size()
                + " refused, p99 "
                + p99.toMillis()
                + " ms");
  }

  private static boolean isDone(Trial trial, Call call) {
    return trial.callers().callLater(call).join().status() == 200;
  }

  private static double round(double number) {
    return Math.round(number * 100) / 100.0;
  }
}
