package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Wire;
import dev.oneshot.job.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** F22: every wire is slow, unsteady and breaks messages into pieces. */
final class LameWiresRow implements Row {
  private static final Duration MEAN = Duration.ofMillis(200);
  private static final Duration SPREAD = Duration.ofMillis(100);
  private static final int SLICE_BYTES = 512;
  private static final double ANSWERED_WITHIN_SECONDS = 2;

  @Override
  public String name() {
    return "F22";
  }

  @Override
  public String what() {
    return "every wire delays by 200 ± 100 ms each way and chops what it carries";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(100, 12);
    try (Trial trial = scene.trial(Wire.values())) {
      String url = trial.stand().replica().url();
      trial.stand().pool(4, 8);
      trial
          .stand()
          .wires()
          .forEach(wire -> {
            wire.delay(MEAN, SPREAD);
            wire.slice(SLICE_BYTES);
          });
      trial.tally().injected(trial.stand().wires().size());

      Call call = Call.waiting(url, "work", trial.order().lasting(50), 120);
      List<Call> calls = Stream.generate(() -> call).limit(jobs).toList();
      for (Answer answer : trial.callers().callAll(calls, 4)) {
        trial.tally().expect(answer.status() == 200, "a caller was answered " + answer.status());
        trial
            .records()
            .job(answer.job())
            .map(Job::times)
            .flatMap(times -> Optional.ofNullable(times.endedAt()))
            .ifPresent(end -> trial.tally().recovered(Duration.between(end, answer.at())));
      }
      double p99 = trial.tally().recoveryPercentile(99);
      trial
          .tally()
          .expect(p99 <= ANSWERED_WITHIN_SECONDS, "an answer came " + p99 + " s after the end");
      trial.tally().remark("recovery here: from a job's end to its answer");
      trial.awaitEnds(Duration.ofMinutes(1));
      trial.judge(Expected.done());
    }
  }
}
