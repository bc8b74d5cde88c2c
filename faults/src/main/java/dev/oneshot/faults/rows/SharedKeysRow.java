package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** F37: many callers share each key, at two replicas, of which one is killed meanwhile. */
final class SharedKeysRow implements Row {
  private static final int WAIT_SECONDS = 120;

  @Override
  public String name() {
    return "F37";
  }

  @Override
  public String what() {
    return "many calls share an Idempotency-Key while replicas are killed";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int keys = scene.size(100, 10);
    int callers = scene.size(50, 10);
    int kills = scene.size(3, 1);
    try (Trial trial = scene.trial()) {
      Service survivor = trial.stand().replica();
      trial.stand().pool(4, 8);
      for (int round = 0; round < kills; round++) {
        Service victim = trial.stand().replica();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (Call call : calls(trial, survivor, victim, keys / kills, callers)) {
          answers.add(trial.callers().callLater(call));
        }
        int before = trial.records().jobs().size();
        trial.await(
            "some of the jobs are there",
            Duration.ofMinutes(1),
            () -> trial.records().jobs().size() > before);
        trial.stand().kill(victim);
        trial.tally().injected(1);
        callAgain(trial, survivor, answers);
        trial.awaitEnds(Duration.ofMinutes(5));
      }
      trial.judge(Expected.done());
      int expected = keys / kills * kills;
      int jobs = trial.records().jobs().size();
      trial.tally().expect(jobs == expected, expected + " keys got " + jobs + " jobs");
    }
  }

  private static List<Call> calls(
      Trial trial, Service one, Service other, int keys, int callersOfEach) {
    List<Call> calls = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      String name = UUID.randomUUID().toString();
      for (int i = 0; i < callersOfEach; i++) {
        String url = i % 2 == 0 ? one.url() : other.url();
        calls.add(
            Call.waiting(url, "work", trial.order().lasting(200), WAIT_SECONDS).withKey(name));
      }
    }
    Collections.shuffle(calls);
    return calls;
  }

  /** As a caller does whose connection broke, or who was told to come back. */
  private static void callAgain(
      Trial trial, Service survivor, List<CompletableFuture<Answer>> answers)
      throws InterruptedException {
    List<Call> again = new ArrayList<>();
    for (CompletableFuture<Answer> pending : answers) {
      Answer answer = pending.join();
      if (answer.status() != 200) {
        again.add(
            Call.waiting(survivor.url(), "work", trial.order().lasting(200), WAIT_SECONDS)
                .withKey(answer.key()));
      }
    }
    trial.tally().remark(again.size() + " calls were made again");
    for (Answer answer : trial.callers().callAll(again, again.size() + 1)) {
      trial
          .tally()
          .expect(
              answer.status() == 200,
              "a repeated call was answered " + answer.status() + ' ' + answer.code());
    }
  }
}
