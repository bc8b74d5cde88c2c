package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.function.Order;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Relay;
import dev.oneshot.faults.site.Wire;
import dev.oneshot.job.JobState;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * F21: the store is away from everybody for longer than a lease. Some functions are in the middle
 * of a large result; some end in time and can say so past their deadline only.
 */
final class StoreOutageRow implements Row {
  private static final int CALLS = 5;

  /** So many that a part of them is due while the store is away. */
  private static final long LARGE_BYTES = 24 << 20;

  /** Within an outage, with their deadline and the time in which anybody would act on it. */
  private static final int PROMPT_MILLIS = 8_000;

  private static final int PROMPT_RUN_SECONDS = 12;

  @Override
  public String name() {
    return "F21";
  }

  @Override
  public String what() {
    return "the store refuses connections for longer than a lease";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int small = scene.size(50, 6);
    int large = scene.size(5, 1);
    int prompt = scene.size(10, 2);
    int jobs = small + large + prompt;
    int seconds = scene.size(60, 25);
    try (Trial trial = scene.trial(Wire.SERVICE_STORE, Wire.WORKER_STORE, Wire.POOL_STORE)) {
      String url = trial.stand().replica().url();
      trial.stand().pool(jobs, jobs + 4);
      Order order = trial.order().lasting(seconds * 1_000L);
      trial.submitAll(small / 2, "work", order);
      trial.submitAll(small / 2, "once", order);
      trial.submitAll(large, "once", order.returning(LARGE_BYTES));
      trial.awaitStarts(small + large, Duration.ofMinutes(1));
      Call inTime =
          Call.async(url, "once", trial.order().lasting(PROMPT_MILLIS))
              .with("Oneshot-Run-Timeout", Integer.toString(PROMPT_RUN_SECONDS));
      trial.callers().callAll(Collections.nCopies(prompt, inTime), prompt);
      trial.awaitStarts(jobs, Duration.ofMinutes(1));

      trial.stand().wires().forEach(Relay::takeDown);
      trial.tally().injected(1);
      long start = System.nanoTime();
      Call call = Call.async(url, "work", trial.order());
      List<Call> calls = Stream.generate(() -> call).limit(CALLS).toList();
      for (Answer answer : trial.callers().callAll(calls, CALLS)) {
        trial
            .tally()
            .expect(
                answer.isRefused(), "a call was answered " + answer.status() + ' ' + answer.code());
      }
      Waiting.pass(Duration.ofSeconds(seconds).minusNanos(System.nanoTime() - start));
      trial.stand().wires().forEach(Relay::mend);
      long mended = System.nanoTime();
      trial.await(
          "a call is accepted again",
          Duration.ofSeconds(30),
          () -> trial.callers().callLater(call).join().status() == 202);
      trial.tally().recovered(Duration.ofNanos(System.nanoTime() - mended));
      trial.awaitEnds(Duration.ofMinutes(3));

      trial.judge(Expected.done());
      int executed = trial.ledger().of(Execution.Kind.START).size();
      long accepted =
          trial.records().jobs().stream().filter(job -> job.state() != JobState.REJECTED).count();
      trial.tally().expect(executed == accepted, executed + " executions of " + accepted + " jobs");
    }
  }
}
