package dev.oneshot.request.messaging.rabbit;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/**
 * Declares the reply queue when there is none, and only then. Spring's own declares with each new
 * connection, that of the publishers included; as the broker names the queue, each time would make
 * another one, bound like the first, which nobody reads and every event fills.
 */
final class ReplyQueueAdmin extends RabbitAdmin {
  private final Queue queue;

  ReplyQueueAdmin(ConnectionFactory connections, Queue queue) {
    super(connections);
    this.queue = queue;
  }

  @Override
  public void initialize() {
    String name = queue.getActualName();
    if (name.isEmpty() || getQueueProperties(name) == null) {
      super.initialize();
    }
  }
}
