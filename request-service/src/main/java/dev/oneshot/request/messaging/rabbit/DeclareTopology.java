package dev.oneshot.request.messaging.rabbit;

import com.rabbitmq.client.Channel;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

/**
 * Declares exchanges and queues with every new connection, so that a broker that lost its data gets
 * them back.
 */
final class DeclareTopology implements ConnectionListener {
  private final List<String> pools;

  DeclareTopology(List<String> pools) {
    this.pools = pools;
  }

  @Override
  public void onCreate(@Nullable Connection connection) {
    if (connection == null) {
      return; // the interface allows it; Spring never does it
    }
    try (Channel channel = connection.createChannel(false)) {
      Topology.declareExchanges(channel);
      for (String pool : pools) {
        Topology.declareAssignments(channel, pool);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the broker's queues cannot be declared", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the broker did not answer", e);
    }
  }
}
