package dev.oneshot.request.messaging.rabbit;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.request.messaging.AssignmentPublisher.Publication;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionBlockedEvent;
import org.springframework.amqp.rabbit.connection.ConnectionUnblockedEvent;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

class RabbitAssignmentPublisherTest {
  private final Queue<Runnable> line = new ArrayDeque<>();
  private final RabbitAssignmentPublisher publisher =
      new RabbitAssignmentPublisher(
          new RabbitTemplate(),
          new MessageCodec(),
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          line::add);
  private final OneConnection connection = new OneConnection();

  /** Just open or closed. */
  private static final class OneConnection implements Connection {
    private boolean isOpen = true;

    @Override
    public Channel createChannel(boolean transactional) {
      throw new UnsupportedOperationException();
    }

    @Override
    public com.rabbitmq.client.Connection getDelegate() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      isOpen = false;
    }

    @Override
    public boolean isOpen() {
      return isOpen;
    }

    @Override
    public int getLocalPort() {
      return 0;
    }

    @Override
    public void addBlockedListener(BlockedListener listener) {}

    @Override
    public boolean removeBlockedListener(BlockedListener listener) {
      return false;
    }
  }

  @Test
  void isBlocked_fromAlarmToItsEnd() {
    publisher.blocked(new ConnectionBlockedEvent(connection, "low on memory"));
    assertThat(publisher.isBlocked()).isTrue();

    publisher.unblocked(new ConnectionUnblockedEvent(connection));
    assertThat(publisher.isBlocked()).isFalse();
  }

  /** The senders are held up by a broker that hangs. */
  @Test
  void neverSends_whatStoodInLineForTooLong() {
    CompletableFuture<Publication> publication = publisher.publish(aJob().build());

    assertThat(publication.join()).isEqualTo(Publication.UNKNOWN);

    assertThat(line).hasSize(1);
    line.forEach(Runnable::run); // would fail: it has nothing to send by
  }

  /** A broker that restarts during an alarm never says that the alarm is over. */
  @Test
  void isBlockedNoLonger_onceTheBlockedConnectionIsGone() {
    publisher.blocked(new ConnectionBlockedEvent(connection, "low on memory"));

    connection.close();

    assertThat(publisher.isBlocked()).isFalse();
  }
}
