package dev.oneshot.faults.rows;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** F13: the broker forgets everything. */
final class WipedBrokerRow implements Row {
  private static final Duration REPUBLISHED_WITHIN = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "F13";
  }

  @Override
  public String what() {
    return "the broker loses all its data, with a long queue";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(1000, 40);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      trial.submitAll(jobs, "once", trial.order().lasting(20));
      trial.stand().broker().wipe();
      trial.tally().injected(1);

      long start = System.nanoTime();
      trial.await(
          "all assignments are in the queue again", REPUBLISHED_WITHIN, () -> depth(trial) >= jobs);
      trial.tally().recovered(Duration.ofNanos(System.nanoTime() - start));
      trial.stand().keepPool(4, 12);
      trial.awaitEnds(Duration.ofMinutes(10));

      trial.judge(Expected.done());
      int executed = trial.ledger().of(Execution.Kind.START).size();
      trial.tally().expect(executed == jobs, executed + " executions of " + jobs + " jobs");
    }
  }

  // a channel for each look: asking for a queue that is not there yet closes it
  private static long depth(Trial trial) {
    try (Connection connection = trial.stand().brokerConnections().newConnection("chaos");
        Channel channel = connection.createChannel()) {
      return channel.messageCount(Topology.assignments(Topology.DEFAULT_POOL));
    } catch (IOException | TimeoutException e) {
      return -1;
    }
  }
}
