package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.job.JobState;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls at a steady pace, one half of functions that run at most once, while the store elects. */
final class ElectionCalls implements AutoCloseable {
  private static final int CALLS_A_SECOND = 4;
  private static final Duration ACCEPTED_WITHIN = Duration.ofMinutes(1);

  private final Trial trial;
  private final Queue<CompletableFuture<Answer>> answers = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  private ElectionCalls(Trial trial) {
    this.trial = trial;
  }

  /** With a replica and a pool. */
  static ElectionCalls start(Trial trial) throws Exception {
    trial.stand().replica();
    trial.stand().pool(4, 8);
    ElectionCalls calls = new ElectionCalls(trial);
    var _ =
        calls.clock.scheduleAtFixedRate(
            calls::call, 0, 1000 / CALLS_A_SECOND, TimeUnit.MILLISECONDS);
    return calls;
  }

  private void call() {
    String function = answers.size() % 2 == 0 ? "work" : "once";
    answers.add(trial.callers().callLater(call(function)));
  }

  private Call call(String function) {
    return Call.async(trial.replica().url(), function, trial.order().lasting(200));
  }

  /** How long that takes is the recovery. */
  void awaitAccepted() {
    long start = System.nanoTime();
    boolean isAccepted =
        trial.await(
            "a call is accepted again",
            ACCEPTED_WITHIN,
            () -> trial.callers().callLater(call("work")).join().status() == 202);
    if (isAccepted) {
      trial.tally().recovered(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** Of all there was: each job that was accepted is done, in one execution. */
  void judge() throws Exception {
    clock.shutdownNow();
    clock.awaitTermination(1, TimeUnit.MINUTES);
    long refused = trial.judgeAnswers(answers, answer -> answer.status() == 202);
    trial.tally().remark(answers.size() + " calls, " + refused + " refused");
    trial.awaitEnds(Duration.ofMinutes(3));
    trial.judge(Expected.done());
    int executed = trial.ledger().of(Execution.Kind.START).size();
    // others were refused after they had been stored
    long done = trial.records().number(JobState.DONE);
    trial.tally().expect(executed == done, executed + " executions of " + done + " jobs");
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
