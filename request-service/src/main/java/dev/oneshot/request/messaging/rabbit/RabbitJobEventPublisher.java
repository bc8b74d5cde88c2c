package dev.oneshot.request.messaging.rabbit;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.message.JobEvent;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.request.messaging.JobEventPublisher;
import dev.oneshot.topology.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

final class RabbitJobEventPublisher implements JobEventPublisher {
  private static final Logger log = LoggerFactory.getLogger(RabbitJobEventPublisher.class);

  private final RabbitTemplate rabbit;
  private final MessageCodec codec;

  /**
   * @param rabbit a template without {@code mandatory}: an event that nobody is bound to is lost on
   *     purpose
   */
  RabbitJobEventPublisher(RabbitTemplate rabbit, MessageCodec codec) {
    this.rabbit = rabbit;
    this.codec = codec;
  }

  @Override
  public void ended(Job job) {
    if (job.state() == JobState.REJECTED) {
      return; // its only caller has its 503 already
    }
    byte[] body = codec.write(new JobEvent(job.id(), job.attempt(), job.state()));
    try {
      rabbit.send(
          Topology.RESPONSES,
          Topology.jobKey(job.origin().replyTo(), job.state()),
          MessageBuilder.withBody(body)
              .setContentType(MessageCodec.CONTENT_TYPE)
              .setDeliveryMode(MessageDeliveryMode.NON_PERSISTENT)
              .build());
    } catch (AmqpException e) {
      log.debug("the end of a job was not told, waiting replicas will poll", e);
    }
  }
}
