package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.job.JobState;
import dev.oneshot.testsupport.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** F12: the broker goes and comes back with its messages: once in good order, once killed. */
final class RestartedBrokerRow implements Row {
  private static final int CALLERS = 5;

  @Override
  public String name() {
    return "F12";
  }

  @Override
  public String what() {
    return "the broker is restarted, then killed and started, with a long queue";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(30);
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(5000, 60);
    int workers = scene.size(12, 4);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      trial.submitAll(jobs / 2, "work", trial.order().lasting(500));
      trial.submitAll(jobs / 2, "once", trial.order().lasting(500));
      // not waiting for idle workers: there will be none before the queue is empty
      trial.stand().keepPool(workers, workers);

      TestBroker broker = trial.stand().broker();
      trial.awaitStarts(jobs / 10, Duration.ofMinutes(5));
      disturb(trial, broker::restart);
      trial.awaitStarts(jobs / 2, Duration.ofMinutes(15));
      disturb(
          trial,
          () -> {
            broker.kill();
            broker.restart();
          });
      trial.awaitEnds(Duration.ofMinutes(20));

      trial.judge(Expected.done());
      int executed = trial.ledger().of(Execution.Kind.START).size();
      int accepted = Math.toIntExact(trial.records().number(JobState.DONE));
      trial.tally().expect(executed == accepted, executed + " executions of " + accepted + " jobs");
    }
  }

  private static void disturb(Trial trial, Runnable outage) {
    Call call = Call.waiting(trial.replica().url(), "work", trial.order(), 3);
    long start = System.nanoTime();
    List<CompletableFuture<Answer>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(trial.callers().callLater(call));
    }
    outage.run();
    callers.forEach(CompletableFuture::join); // whatever they hear: the oracle knows how long
    // its job has the whole queue before it
    Call next = Call.async(trial.replica().url(), "work", trial.order());
    trial.await(
        "a call is accepted again",
        Duration.ofMinutes(2),
        () -> trial.callers().callLater(next).join().status() == 202);
    trial.tally().injected(1);
    trial.tally().recovered(Duration.ofNanos(System.nanoTime() - start));
  }
}
