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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
 *
 * <p>Messages are sent by threads of its own: one who connects to a broker that hangs waits for
 * seconds, and everybody else for him.
 */
final class RabbitAssignmentPublisher implements AssignmentPublisher {
  private final RabbitTemplate rabbit;
  private final MessageCodec codec;
  private final Duration sendTimeout;
  private final Duration confirmTimeout;
  private final Executor senders;
  private final Set<Connection> blocked = ConcurrentHashMap.newKeySet();

  /**
   * @param sendTimeout for the message to be sent, a new connection on a slow wire included
   * @param confirmTimeout from then on to the broker's answer
   * @param senders few, each of whom may be held up by the broker
   */
  RabbitAssignmentPublisher(
      RabbitTemplate rabbit,
      MessageCodec codec,
      Duration sendTimeout,
      Duration confirmTimeout,
      Executor senders) {
    this.rabbit = rabbit;
    this.codec = codec;
    this.sendTimeout = sendTimeout;
    this.confirmTimeout = confirmTimeout;
    this.senders = senders;
  }

  @Override
  public CompletableFuture<Publication> publish(Job job) {
    CompletableFuture<Publication> publication = new CompletableFuture<>();
    CorrelationData correlation = new CorrelationData(job.id().value());
    String pool = job.task().pool();
    Message message = message(job); // the job itself, and its payload, must not stand in line
    senders.execute(() -> {
      if (!publication.isDone()) { // or it was too long in line: what was given up is not sent
        send(pool, message, correlation, publication);
      }
    });
    return publication.completeOnTimeout(
        Publication.UNKNOWN, sendTimeout.plus(confirmTimeout).toMillis(), TimeUnit.MILLISECONDS);
  }

  private void send(
      String pool,
      Message message,
      CorrelationData correlation,
      CompletableFuture<Publication> publication) {
    try {
      rabbit.send(Topology.JOBS, pool, message, correlation);
    } catch (RuntimeException e) {
      // not all of the client library's become an AmqpException; whoever waits must be answered
      publication.complete(Publication.REFUSED);
      return;
    }
    var _ =
        correlation
            .getFuture()
            .orTimeout(confirmTimeout.toMillis(), TimeUnit.MILLISECONDS)
            .handle((confirm, lost) ->
                publication.complete(
                    confirm == null ? Publication.UNKNOWN : outcome(confirm, correlation)));
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
