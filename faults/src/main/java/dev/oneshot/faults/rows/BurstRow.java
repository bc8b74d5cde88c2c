package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * F34B: a burst of one function with limits, while replicas die between any two steps that a slot
 * takes; another function's calls in between.
 */
final class BurstRow implements Row {
  private static final int MAX_RUNNING = 2;

  /** The first call of all finds a slot; later ones may leave them to the other replica. */
  private static final List<String> POINTS =
      List.of(
          Failpoint.A4_INSERTED + ":kill:3",
          Failpoint.A4_SLOT_TAKEN + ":kill",
          Failpoint.A4_RELEASED + ":kill");

  @Override
  public String name() {
    return "F34B";
  }

  @Override
  public String what() {
    return "a burst of one function with limits, replicas die at " + POINTS.size() + " failpoints";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int rounds = scene.size(10, 1);
    int burst = scene.size(100, 60);
    try (Trial trial = scene.trial()) {
      Service survivor = trial.stand().replica();
      trial.stand().pool(6, 6);
      for (int round = 0; round < rounds; round++) {
        for (String point : POINTS) {
          scene.step(point);
          Service victim = trial.stand().replica(List.of("-D" + Failpoint.PROPERTY + '=' + point));
          play(trial, victim.url(), survivor.url(), burst);
          trial.await(
              "the replica has died at " + point,
              Duration.ofSeconds(20),
              () -> !victim.process().handle().isAlive());
          trial.tally().injected(1);
          trial.awaitEnds(Duration.ofMinutes(2));
        }
      }
      trial.judge(Expected.done());
      int most = mostAtOnce(trial);
      trial.tally().expect(most <= MAX_RUNNING, most + " jobs of the function ran at once");
      trial.tally().expect(most > 0, "no job of the function ran");
      trial.tally().remark("at most " + most + " of the function at once");
    }
  }

  private static void play(Trial trial, String victim, String survivor, int burst)
      throws Exception {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < burst; i++) {
      calls.add(Call.async(i % 2 == 0 ? victim : survivor, "few", trial.order().lasting(100)));
    }
    List<Answer> answers = trial.callers().callAll(calls, 16);
    Answer other = trial.callers().call(Call.waiting(survivor, "work", trial.order(), 30));
    trial
        .tally()
        .expect(other.status() == 200, "another function's call was answered " + other.status());
    long refused = answers.stream().filter(answer -> answer.status() == 429).count();
    long odd =
        answers.stream()
            .filter(answer -> answer.status() == 429)
            .filter(answer ->
                answer.retryAfter().isEmpty()
                    || !answer.code().equals("TOO_MANY_QUEUED")
                    || !answer.job().isEmpty())
            .count();
    trial.tally().expect(odd == 0, odd + " refusals were not as they should be");
    trial.tally().expect(refused > 0, "none of " + burst + " calls was refused");
  }

  private static int mostAtOnce(Trial trial) {
    Set<String> limited = new HashSet<>();
    trial.records().jobs().stream()
        .filter(job -> job.task().function().equals("few"))
        .forEach(job -> limited.add(job.id().value()));
    Set<String> running = new HashSet<>();
    int most = 0;
    for (Execution line : trial.ledger().all()) {
      if (limited.contains(line.job())) {
        String attempt = line.job() + ' ' + line.attempt();
        if (line.kind() == Execution.Kind.START) {
          running.add(attempt);
        } else {
          running.remove(attempt);
        }
        most = Math.max(most, running.size());
      }
    }
    return most;
  }
}
