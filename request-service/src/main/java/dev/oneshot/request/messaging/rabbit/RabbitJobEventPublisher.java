package dev.oneshot.request.messaging.rabbit;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.message.JobEvent;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.request.messaging.JobEventPublisher;
import dev.oneshot.topology.Topology;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * Tells ends by a thread of its own: where the broker hangs, whoever ends jobs does not wait for
 * it, and what does not fit into the line is lost. Waiting replicas poll.
 */
final class RabbitJobEventPublisher implements JobEventPublisher {
  private static final Logger log = LoggerFactory.getLogger(RabbitJobEventPublisher.class);

  private final RabbitTemplate rabbit;
  private final MessageCodec codec;
  private final Executor sender;

  /**
   * @param rabbit a template without {@code mandatory}: an event that nobody is bound to is lost on
   *     purpose
   * @param sender whose line is short, and who throws away what does not fit
   */
  RabbitJobEventPublisher(RabbitTemplate rabbit, MessageCodec codec, Executor sender) {
    this.rabbit = rabbit;
    this.codec = codec;
    this.sender = sender;
  }

  @Override
  public void ended(Job job) {
    if (job.state() == JobState.REJECTED) {
      return; // its only caller has its 503 already
    }
    JobEvent event = new JobEvent(job.id(), job.attempt(), job.state());
    String key = Topology.jobKey(job.origin().replyTo(), job.state());
    sender.execute(() -> send(key, event)); // without the job and its bytes
  }

  private void send(String key, JobEvent event) {
    try {
      rabbit.send(
          Topology.RESPONSES,
          key,
          MessageBuilder.withBody(codec.write(event))
              .setContentType(MessageCodec.CONTENT_TYPE)
              .setDeliveryMode(MessageDeliveryMode.NON_PERSISTENT)
              .build());
    } catch (RuntimeException e) {
      log.debug("the end of a job was not told, waiting replicas will poll", e);
    }
  }
}
