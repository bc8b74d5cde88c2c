package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.testsupport.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** F11: the queue on which a replica hears of ends is deleted under its living connection. */
final class DeletedReplyQueueRow implements Row {
  private static final int CALLERS = 3;
  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);

  /** The function's half second, the poll's period, and some for a busy machine. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "F11";
  }

  @Override
  public String what() {
    return "a replica's reply queue is deleted under its living connection";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int times = scene.size(20, 3);
    try (Trial trial = scene.trial()) {
      String url = trial.stand().replica().url();
      trial.stand().pool(4, 8);
      for (int i = 0; i < times; i++) {
        Call call = Call.waiting(url, "once", trial.order().lasting(500), 60);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
          answers.add(trial.callers().callLater(call));
        }
        delete(trial);
        for (CompletableFuture<Answer> pending : answers) {
          Answer answer = pending.join();
          trial
              .tally()
              .expect(
                  answer.status() == 200 && answer.took().compareTo(ANSWERED_WITHIN) <= 0,
                  "a caller was answered "
                      + answer.status()
                      + " after "
                      + answer.took().toMillis()
                      + " ms");
        }
      }
      trial.judge(Expected.done());
    }
  }

  private static void delete(Trial trial) {
    TestBroker broker = trial.stand().broker();
    Set<String> old = consumed(broker);
    old.forEach(queue -> broker.rabbitmqctl("--quiet", "delete_queue", queue));
    trial.tally().injected(old.size());
    long start = System.nanoTime();
    boolean isBack =
        trial.await(
            "a reply queue is there again, with a consumer",
            BACK_WITHIN,
            () -> {
              Set<String> now = consumed(broker);
              now.removeAll(old);
              if (now.isEmpty()) {
                Waiting.pass(Duration.ofMillis(100));
              }
              return !now.isEmpty();
            });
    if (isBack) {
      trial.tally().recovered(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** Queues named by the broker, with somebody who listens: those of replicas. */
  private static Set<String> consumed(TestBroker broker) {
    Set<String> queues = new TreeSet<>();
    broker
        .rabbitmqctl("--quiet", "list_consumers", "--no-table-headers", "queue_name")
        .lines()
        .map(String::strip)
        .filter(queue -> queue.startsWith("amq.gen-") || queue.startsWith("spring.gen-"))
        .forEach(queues::add);
    return queues;
  }
}
