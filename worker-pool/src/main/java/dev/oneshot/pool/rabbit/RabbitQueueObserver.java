package dev.oneshot.pool.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.ShutdownSignalException;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.pool.QueueObserver;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link QueueObserver} on a connection of its own: consumers by a passive declaration, events by
 * an exclusive, auto-delete queue with a fresh name a subscription. Declares the topology where it
 * is missing.
 */
public final class RabbitQueueObserver implements QueueObserver {
  private static final Logger LOG = LoggerFactory.getLogger(RabbitQueueObserver.class);

  private final BrokerLink link;
  private final String pool;
  private final MessageCodec codec = new MessageCodec();
  private @Nullable Consumer<WorkerEvent> listener;
  private @Nullable Channel looks;
  private @Nullable Channel events;
  private int subscriptions;

  /** Connects with the first {@link #look}; the factory is copied. */
  public RabbitQueueObserver(ConnectionFactory connections, String pool) {
    this.link = new BrokerLink(connections, "oneshot pool " + pool);
    this.pool = pool;
  }

  @Override
  public synchronized void listen(Consumer<WorkerEvent> newListener) {
    listener = newListener;
  }

  @Override
  public synchronized Look look() {
    try {
      Connection connection = link.open();
      // listening first: nothing that is counted can have told before anybody listened
      subscribe(connection);
      return new Look.Seen(consumers(connection), subscriptions);
    } catch (IOException | ShutdownSignalException e) {
      return new Look.Unseen(inWords(e));
    }
  }

  @Override
  public synchronized void close() {
    link.close();
  }

  private int consumers(Connection connection) throws IOException {
    try {
      return count(connection);
    } catch (IOException e) {
      if (!connection.isOpen()) {
        throw e;
      }
      // 404 closed the channel: the queue is not there yet, or was deleted
      declare(connection);
      return count(connection);
    }
  }

  private int count(Connection connection) throws IOException {
    Channel channel = looks;
    if (channel == null || !channel.isOpen()) {
      channel = connection.createChannel();
      looks = channel;
    }
    return channel.queueDeclarePassive(Topology.assignments(pool)).getConsumerCount();
  }

  private void declare(Connection connection) throws IOException {
    Channel channel = connection.createChannel();
    try {
      Topology.declareExchanges(channel);
      Topology.declareAssignments(channel, pool);
    } finally {
      channel.abort();
    }
  }

  private void subscribe(Connection connection) throws IOException {
    Consumer<WorkerEvent> to = listener;
    if (to == null || (events != null && events.isOpen())) {
      return;
    }
    try {
      events = subscribed(connection, to);
    } catch (IOException e) {
      if (!connection.isOpen()) {
        throw e;
      }
      declare(connection); // the exchange is not there yet
      events = subscribed(connection, to);
    }
    subscriptions++;
  }

  private Channel subscribed(Connection connection, Consumer<WorkerEvent> to) throws IOException {
    Channel channel = connection.createChannel();
    String queue = channel.queueDeclare().getQueue();
    channel.queueBind(queue, Topology.RESPONSES, Topology.workerKeysOf(pool));
    DeliverCallback told = (tag, message) -> codec.readWorkerEvent(message.getBody()).ifPresent(to);
    channel.basicConsume(queue, true, told, tag -> closeAfterCancel(channel));
    return channel;
  }

  // the queue is gone though the connection is not: the next look begins anew
  private static void closeAfterCancel(Channel channel) throws IOException {
    LOG.debug("the queue of worker events was deleted");
    channel.abort();
  }

  private static String inWords(Exception e) {
    if (e instanceof SSLException) {
      return "the broker's certificate is not trusted, not for its host, or it speaks no TLS: "
          + e.getMessage();
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
  }
}
