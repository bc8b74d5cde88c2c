package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * F26: all replicas are replaced in turn, in good order, under calls. What a load balancer learns
 * late is played: a replica gets calls for a second after its SIGTERM.
 */
final class RollingReplicasRow implements Row {
  private static final String[] SETTINGS = {"--oneshot.shutdown.delay=3s"};
  private static final Duration LEARNED_AFTER = Duration.ofSeconds(1);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(60);

  /** What two processors get through with workers to spare. */
  private static final int CALLS_A_SECOND = 4;

  @Override
  public String name() {
    return "F26";
  }

  @Override
  public String what() {
    return "replicas are replaced in turn under calls";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int replicas = scene.size(3, 2);
    int rounds = scene.size(5, 1);
    Queue<CompletableFuture<Answer>> answers = new ConcurrentLinkedQueue<>();
    List<Service> rotation = new CopyOnWriteArrayList<>();
    try (Trial trial = scene.trial();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      for (int i = 0; i < replicas; i++) {
        rotation.add(trial.stand().replica(SETTINGS));
      }
      trial.stand().pool(4, 8);
      var _ =
          clock.scheduleAtFixedRate(
              () -> answers.add(callNext(trial, rotation, answers.size())),
              0,
              1000 / CALLS_A_SECOND,
              TimeUnit.MILLISECONDS);
      for (int round = 0; round < rounds; round++) {
        scene.step("round " + (round + 1) + " of " + rounds);
        for (Service old : new ArrayList<>(rotation)) {
          replace(trial, rotation, old);
        }
      }
      clock.shutdownNow();
      judge(trial, answers);
      trial.awaitEnds(Duration.ofMinutes(1));
      trial.judge(Expected.done());
    }
  }

  private static CompletableFuture<Answer> callNext(
      Trial trial, List<Service> rotation, int number) {
    Service replica = rotation.get(number % rotation.size());
    return trial
        .callers()
        .callLater(Call.waiting(replica.url(), "work", trial.order().lasting(100), 60));
  }

  private static void replace(Trial trial, List<Service> rotation, Service old) throws Exception {
    rotation.add(trial.stand().replica(SETTINGS));
    ProcessHandle process = old.process().handle();
    Workers.signal(process.pid(), "TERM");
    trial.tally().injected(1);
    long start = System.nanoTime();
    Waiting.pass(LEARNED_AFTER);
    rotation.remove(old);
    if (trial.await("a replica is gone", GONE_WITHIN, () -> !process.isAlive())) {
      trial.tally().recovered(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private static void judge(Trial trial, Queue<CompletableFuture<Answer>> answers) {
    long refused =
        trial.judgeAnswers(
            answers,
            answer ->
                answer.status() == 200 || (answer.status() == 202 && !answer.job().isEmpty()));
    trial.tally().remark(answers.size() + " calls, " + refused + " refused");
    trial
        .tally()
        .expect(refused * 1000 <= answers.size(), refused + " of " + answers.size() + " refused");
  }
}
