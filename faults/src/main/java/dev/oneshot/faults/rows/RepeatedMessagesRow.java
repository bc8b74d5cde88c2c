package dev.oneshot.faults.rows;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.job.JobId;
import dev.oneshot.message.Assignment;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** F7: each job's message comes ten times. */
final class RepeatedMessagesRow implements Row {
  private static final int COPIES = 9;

  private static final int CONFIRM_MILLIS = 30_000;

  @Override
  public String name() {
    return "F7";
  }

  @Override
  public String what() {
    return "each assignment is published " + (COPIES + 1) + " times";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(200, 20);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      publishAgain(trial, trial.submit(jobs, "once", trial.order().lasting(20)));
      trial.stand().pool(4, 8);
      trial.awaitEnds(Duration.ofMinutes(5));
      trial.judge(Expected.done());
      int executed = trial.ledger().of(Execution.Kind.START).size();
      trial.tally().expect(executed == jobs, executed + " executions of " + jobs + " jobs");
    }
  }

  private static long queued(Channel channel) {
    try {
      return channel.messageCount(Topology.assignments(Topology.DEFAULT_POOL));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void publishAgain(Trial trial, List<Answer> accepted) throws Exception {
    MessageCodec codec = new MessageCodec();
    try (Connection connection = trial.stand().brokerConnections().newConnection("chaos");
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      for (int i = 0; i < COPIES; i++) {
        for (Answer answer : accepted) {
          byte[] message = codec.write(new Assignment(new JobId(answer.job())));
          channel.basicPublish(Topology.JOBS, Topology.DEFAULT_POOL, null, message);
          trial.tally().injected(1);
        }
      }
      channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
      trial.await(
          "all copies are in the queue",
          Duration.ofSeconds(10),
          () -> queued(channel) >= (COPIES + 1L) * accepted.size());
    }
  }
}
