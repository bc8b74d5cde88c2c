package dev.oneshot.faults.rows;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.message.JobEvent;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** F33: somebody who may publish tells replicas of ends that are none. */
final class ForgedEventsRow implements Row {
  private static final AMQP.BasicProperties PLAIN = new AMQP.BasicProperties();
  private static final int HUGE = 1 << 20;

  /** A quick answer beside the flood. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  private final MessageCodec codec = new MessageCodec();

  @Override
  public String name() {
    return "F33";
  }

  @Override
  public String what() {
    return "forged, replayed, huge and malformed events";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int events = scene.size(10_000, 2_000);
    int waiting = scene.size(40, 6);
    try (Trial trial = scene.trial()) {
      String url = trial.stand().replica().url();
      trial.stand().pool(waiting, waiting + 4);
      Call call = Call.waiting(url, "once", trial.order().lasting(8_000), 120);
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < waiting; i++) {
        answers.add(trial.callers().callLater(call));
      }
      trial.awaitStarts(waiting, Duration.ofMinutes(1));
      flood(trial, trial.records().jobs(), events);
      Answer beside = trial.callers().call(Call.waiting(url, "once", trial.order(), 60));
      trial
          .tally()
          .expect(
              beside.status() == 200 && beside.took().compareTo(ANSWERED_WITHIN) <= 0,
              "a call beside them was answered "
                  + beside.status()
                  + " after "
                  + beside.took().toMillis()
                  + " ms");
      for (CompletableFuture<Answer> answer : answers) {
        trial
            .tally()
            .expect(answer.join().status() == 200, "a caller was told " + answer.join().status());
      }
      trial.judge(Expected.done());
    }
  }

  private void flood(Trial trial, List<Job> running, int events) throws Exception {
    String replica = running.getFirst().origin().replyTo();
    try (Connection connection = trial.stand().brokerConnections().newConnection("chaos");
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      for (int i = 0; i < events; i++) {
        publish(channel, replica, running.get(i % running.size()).id(), i);
        if (i % 500 == 499) {
          channel.waitForConfirmsOrDie(Duration.ofMinutes(1).toMillis());
        }
      }
      channel.waitForConfirmsOrDie(Duration.ofMinutes(1).toMillis());
      trial.tally().injected(events);
    }
  }

  private void publish(Channel channel, String replica, JobId running, int number)
      throws IOException {
    String key = Topology.jobKey(replica, JobState.DONE);
    byte[] message =
        switch (number % 6) {
          case 0 -> codec.write(new JobEvent(running, 1, JobState.DONE));
          case 1 -> codec.write(new JobEvent(running, 1, JobState.FAILED));
          case 2 -> codec.write(new JobEvent(JobId.random(), 99, JobState.CANCELLED));
          case 3 -> ("{\"job\":\"" + "x".repeat(3_000)).getBytes(StandardCharsets.UTF_8);
          case 4 -> new byte[0];
          default -> noise(number % 600 == 5 ? HUGE : 200);
        };
    channel.basicPublish(Topology.RESPONSES, key, PLAIN, message);
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    ThreadLocalRandom.current().nextBytes(bytes);
    return bytes;
  }
}
