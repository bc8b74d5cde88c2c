package dev.oneshot.faults.rows;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import java.time.Duration;
import java.util.Map;

/**
 * F18: the broker closes channels that hold a message for longer than a fraction of a job. A worker
 * acknowledges right after its claim, so no job may notice.
 */
final class AcknowledgementTimeoutRow implements Row {
  private static final int TIMEOUT_MILLIS = 3_000;

  /** Channels take it over when they are opened, and look for it once a tick. */
  private static final String SHORT_TIMEOUT =
      "application:set_env(rabbit, consumer_timeout, "
          + TIMEOUT_MILLIS
          + "), application:set_env(rabbit, channel_tick_interval, 500).";

  @Override
  public String name() {
    return "F18";
  }

  @Override
  public String what() {
    return "the broker's acknowledgement timeout is below a job's length";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(60, 6);
    Duration length = Duration.ofMillis(scene.size(30_000, 12_000));
    try (Trial trial = scene.trial()) {
      trial.stand().broker().rabbitmqctl("eval", SHORT_TIMEOUT);
      trial.tally().injected(1);
      trial.stand().replica();
      trial.stand().pool(3, 6);
      trial.submitAll(jobs / 2, "work", trial.order().lasting(length.toMillis()));
      trial.submitAll(jobs - jobs / 2, "once", trial.order().lasting(length.toMillis()));
      holdOne(trial);
      trial.awaitEnds(Duration.ofMinutes(12));
      trial.judge(Expected.done());
      int executed = trial.ledger().of(Execution.Kind.START).size();
      trial.tally().expect(executed == jobs, executed + " executions of " + jobs + " jobs");
      trial
          .tally()
          .remark("timeout " + TIMEOUT_MILLIS + " ms, jobs of " + length.toMillis() + " ms");
    }
  }

  // proves that the timeout is in force
  private static void holdOne(Trial trial) throws Exception {
    try (Connection connection = trial.stand().brokerConnections().newConnection("chaos")) {
      Channel channel = connection.createChannel();
      String queue = "held";
      channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
      channel.basicPublish("", queue, null, new byte[] {1});
      channel.basicConsume(queue, false, (tag, message) -> {}, tag -> {});
      trial.await(
          "a channel that holds a message is closed",
          Duration.ofSeconds(20),
          () -> !channel.isOpen());
      try (Channel other = connection.createChannel()) {
        other.queueDelete(queue);
      }
    }
  }
}
