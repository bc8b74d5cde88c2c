package dev.oneshot.request.messaging.rabbit;

import dev.oneshot.job.Job;
import dev.oneshot.message.Assignment;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.topology.Topology;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionBlockedEvent;
import org.springframework.amqp.rabbit.connection.ConnectionUnblockedEvent;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.event.EventListener;

/**
 * Confirmed, mandatory publishing. Accepted means acknowledged <em>and</em> not returned: RabbitMQ
 * acknowledges what no queue takes, after having returned it.
 */
final class RabbitAssignmentPublisher implements AssignmentPublisher {
  private final RabbitTemplate rabbit;
  private final MessageCodec codec;
  private final Duration confirmTimeout;
  private final Set<Connection> blocked = ConcurrentHashMap.newKeySet();

  RabbitAssignmentPublisher(RabbitTemplate rabbit, MessageCodec codec, Duration confirmTimeout) {
    this.rabbit = rabbit;
    this.codec = codec;
    this.confirmTimeout = confirmTimeout;
  }

  @Override
  public CompletableFuture<Publication> publish(Job job) {
    CorrelationData correlation = new CorrelationData(job.id().value());
    try {
      rabbit.send(Topology.JOBS, job.task().pool(), message(job), correlation);
    } catch (AmqpException e) {
      return CompletableFuture.completedFuture(Publication.REFUSED);
    }
    return correlation
        .getFuture()
        .thenApply(confirm -> outcome(confirm, correlation))
        .completeOnTimeout(Publication.UNKNOWN, confirmTimeout.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(lost -> Publication.UNKNOWN);
  }

  private Message message(Job job) {
    return MessageBuilder.withBody(codec.write(new Assignment(job.id())))
        .setContentType(MessageCodec.CONTENT_TYPE)
        .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
        .setHeader("traceparent", job.origin().traceparent())
        .build();
  }

  private static Publication outcome(CorrelationData.Confirm confirm, CorrelationData correlation) {
    return confirm.ack() && correlation.getReturned() == null
        ? Publication.CONFIRMED
        : Publication.REFUSED;
  }

  @Override
  public boolean isBlocked() {
    // a connection that broke while it was blocked is never told that the alarm is over
    blocked.removeIf(connection -> !connection.isOpen());
    return !blocked.isEmpty();
  }

  @EventListener
  void blocked(ConnectionBlockedEvent event) {
    blocked.add(event.getConnection());
  }

  @EventListener
  void unblocked(ConnectionUnblockedEvent event) {
    blocked.remove(event.getConnection());
  }
}
