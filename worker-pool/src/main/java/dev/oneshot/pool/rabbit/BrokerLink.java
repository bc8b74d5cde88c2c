package dev.oneshot.pool.rabbit;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is opened when it is needed and not there. Without the driver's own recovery:
 * that one hides for how long nobody listened.
 */
final class BrokerLink implements AutoCloseable {
  private static final int CONNECT_MILLIS = 3_000;
  private static final int RPC_MILLIS = 5_000;
  private static final int HEARTBEAT_SECONDS = 10;
  private static final int CLOSE_MILLIS = 1_000;

  private final ConnectionFactory factory;
  private final String name;
  private @Nullable Connection connection;

  BrokerLink(ConnectionFactory connections, String name) {
    this.factory = connections.clone();
    this.name = name;
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setConnectionTimeout(CONNECT_MILLIS);
    factory.setHandshakeTimeout(CONNECT_MILLIS);
    factory.setChannelRpcTimeout(RPC_MILLIS);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
  }

  Connection open() throws IOException {
    Connection current = connection;
    if (current != null && current.isOpen()) {
      return current;
    }
    try {
      Connection opened = factory.newConnection(name);
      connection = opened;
      return opened;
    } catch (TimeoutException e) {
      throw new IOException("the broker took too long to answer", e);
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.abort(CLOSE_MILLIS);
      connection = null;
    }
  }
}
