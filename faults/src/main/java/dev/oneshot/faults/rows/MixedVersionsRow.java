package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.faults.function.Order;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.EarlierVersion;
import dev.oneshot.job.Job;
import dev.oneshot.pool.process.WorkerCommand;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * F42: a replica of an earlier version beside one of this, workers of both in turns. Whatever one
 * takes in the other can serve: jobs, keys, results; then the earlier replica dies.
 */
record MixedVersionsRow(Optional<EarlierVersion> earlier) implements Row {
  private static final int WAIT_SECONDS = 60;
  private static final int AT_ONCE = 8;

  /** Beyond what fits into a job's record. */
  private static final int LARGE = 700_000;

  @Override
  public String name() {
    return "F42";
  }

  @Override
  public String what() {
    return "old and new versions side by side";
  }

  @Override
  public Optional<String> hindrance() {
    return earlier.isPresent() ? Optional.empty() : Optional.of("needs --earlier DIR");
  }

  @Override
  public void play(Scene scene) throws Exception {
    EarlierVersion before = earlier.orElseThrow();
    int number = scene.size(400, 40);
    AtomicInteger launches = new AtomicInteger();
    try (Trial trial = scene.trial();
        HttpClient client = HttpClient.newHttpClient()) {
      Service old = trial.stand().replica(before);
      Service fresh = trial.stand().replica();
      trial.stand().pool(4, 8, inTurns(before.worker(), trial.stand().worker(), launches));

      List<Answer> first = trial.callers().callAll(calls(trial, number, old, fresh), AT_ONCE);
      scene.step("the same keys at the other version");
      List<Answer> again =
          trial.callers().callAll(callsAgain(trial, first, number, old, fresh), AT_ONCE);
      judge(trial, first, again);
      trial.awaitEnds(Duration.ofMinutes(5));
      for (Job job : trial.records().jobs()) {
        String digest = Objects.requireNonNull(job.result()).sha256();
        for (Service replica : List.of(old, fresh)) {
          trial
              .tally()
              .expect(
                  Download.digest(client, replica, job.id().value()).equals(digest),
                  "a result was read wrongly by the other version");
        }
      }

      scene.step("the earlier replica dies in the midst of its calls");
      trial.submitAll(number / 4, "work", trial.order().lasting(200));
      trial.stand().kill(old);
      trial.awaitEnds(Duration.ofMinutes(5));
      trial.tally().injected(launches.get() / 2);
      trial.judge(Expected.done());
    }
  }

  private static WorkerCommand inTurns(
      WorkerCommand one, WorkerCommand other, AtomicInteger launches) {
    return (spec, scratch) -> (launches.getAndIncrement() % 2 == 0 ? one : other).of(spec, scratch);
  }

  // the order of one with the same number is the same
  private static Order order(Trial trial, int number) {
    Order order = trial.order().lasting(20);
    return number % 5 == 0 ? order.returning(LARGE).padded(LARGE) : order;
  }

  private static List<Call> calls(Trial trial, int number, Service one, Service other) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String url = (i % 2 == 0 ? one : other).url();
      calls.add(
          Call.waiting(url, "work", order(trial, i), WAIT_SECONDS)
              .withKey(UUID.randomUUID().toString()));
    }
    return calls;
  }

  private static List<Call> callsAgain(
      Trial trial, List<Answer> first, int number, Service one, Service other) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String url = (i % 2 == 0 ? other : one).url();
      calls.add(
          Call.waiting(url, "work", order(trial, i), WAIT_SECONDS).withKey(first.get(i).key()));
    }
    return calls;
  }

  private static void judge(Trial trial, List<Answer> first, List<Answer> again) {
    for (int i = 0; i < first.size(); i++) {
      Answer one = first.get(i);
      Answer other = again.get(i);
      trial
          .tally()
          .expect(
              one.status() == 200
                  && other.status() == 200
                  && one.job().equals(other.job())
                  && one.digest().equals(other.digest()),
              "a call and its repetition were answered " + one.status() + ", " + other.status());
    }
  }
}
