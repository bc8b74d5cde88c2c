package dev.oneshot.request.messaging.rabbit;

import com.rabbitmq.client.Channel;
import dev.oneshot.request.messaging.Pools;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.amqp.rabbit.support.RabbitExceptionTranslator;

/**
 * Declares exchanges and queues with every new connection, so that a broker that lost its data gets
 * them back.
 */
final class DeclareTopology implements ConnectionListener {
  private final Pools pools;

  DeclareTopology(Pools pools) {
    this.pools = pools;
  }

  @Override
  public void onCreate(@Nullable Connection connection) {
    if (connection == null) {
      return; // the interface allows it; Spring never does it
    }
    try (Channel channel = connection.createChannel(false)) {
      Topology.declareExchanges(channel);
      for (String pool : pools.names()) {
        Topology.declareAssignments(channel, pool);
      }
    } catch (IOException | TimeoutException e) {
      // as a failed connection is reported, so that whoever needed it fails in the one known way
      throw RabbitExceptionTranslator.convertRabbitAccessException(e);
    }
  }
}
