package dev.oneshot.faults.rows;

import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.job.JobState;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;

/** F39: no worker comes before jobs have waited for as long as they may. */
final class LateQueueRow implements Row {
  private static final int QUEUE_SECONDS = 3;

  @Override
  public String name() {
    return "F39";
  }

  @Override
  public String what() {
    return "no worker within the queue's time; workers come later";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(500, 50);
    try (Trial trial = scene.trial()) {
      String url = trial.stand().replica().url();
      String[] limit = {"Oneshot-Queue-Timeout", Integer.toString(QUEUE_SECONDS)};
      Call call = Call.async(url, "work", trial.order()).with(limit);
      CompletableFuture<Answer> waiting =
          trial.callers().callLater(Call.waiting(url, "work", trial.order(), 60).with(limit));
      trial.callers().callAll(Collections.nCopies(jobs - 1, call), 16);
      trial.tally().injected(jobs);
      trial.awaitEnds(Duration.ofMinutes(2));
      int status = waiting.join().status();
      trial.tally().expect(status == 504, "a waiting caller was answered " + status);

      trial.stand().pool(2, 4);
      trial.judge((job, executions) -> job.state() == JobState.TIMED_OUT && executions.isEmpty());
      int executed = trial.ledger().of(Execution.Kind.START).size();
      trial.tally().expect(executed == 0, executed + " executions");
    }
  }
}
