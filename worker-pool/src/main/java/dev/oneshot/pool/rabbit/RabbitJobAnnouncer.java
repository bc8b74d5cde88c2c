package dev.oneshot.pool.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import dev.oneshot.job.Job;
import dev.oneshot.message.Assignment;
import dev.oneshot.message.JobEvent;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.pool.JobAnnouncer;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link JobAnnouncer} on a connection of its own; not confirmed, since these are hints. */
public final class RabbitJobAnnouncer implements JobAnnouncer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RabbitJobAnnouncer.class);
  private static final BasicProperties PERSISTENT =
      new BasicProperties.Builder().contentType(MessageCodec.CONTENT_TYPE).deliveryMode(2).build();
  private static final BasicProperties TRANSIENT =
      new BasicProperties.Builder().contentType(MessageCodec.CONTENT_TYPE).deliveryMode(1).build();

  private final BrokerLink link;
  private final MessageCodec codec = new MessageCodec();
  private @Nullable Channel channel;

  /** Connects with the first announcement; the factory is copied. */
  public RabbitJobAnnouncer(ConnectionFactory connections) {
    this.link = new BrokerLink(connections, "oneshot pool announcements");
  }

  @Override
  public void ended(Job job) {
    byte[] event = codec.write(new JobEvent(job.id(), job.attempt(), job.state()));
    String key = Topology.jobKey(job.origin().replyTo(), job.state());
    publish(job, Topology.RESPONSES, key, TRANSIENT, event);
  }

  @Override
  public void queuedAgain(Job job) {
    byte[] assignment = codec.write(new Assignment(job.id()));
    publish(job, Topology.JOBS, job.task().pool(), PERSISTENT, assignment);
  }

  private synchronized void publish(
      Job job, String exchange, String key, BasicProperties properties, byte[] body) {
    try {
      open().basicPublish(exchange, key, properties, body);
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("did not tell about job {}: {}", job.id(), e.toString());
    }
  }

  private Channel open() throws IOException {
    Connection connection = link.open();
    Channel current = channel;
    if (current == null || !current.isOpen()) {
      current = connection.createChannel();
      channel = current;
    }
    return current;
  }

  @Override
  public synchronized void close() {
    link.close();
  }
}
