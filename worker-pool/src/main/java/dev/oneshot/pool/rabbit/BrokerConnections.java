package dev.oneshot.pool.rabbit;

import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.topology.BrokerAddress;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/** How this side comes to the broker; with TLS only to the one that was meant. */
public final class BrokerConnections {
  private BrokerConnections() {}

  /**
   * Connects nowhere yet. With {@code amqps:} the broker's certificate must be trusted by the JVM's
   * trust store ({@code -Djavax.net.ssl.trustStore}) and be for the host that the address names, as
   * workers want it.
   *
   * @param uri {@code ONESHOT_BROKER_URI}
   * @throws IllegalArgumentException when it is none; without its text, which has a password in it
   */
  public static ConnectionFactory to(String uri) {
    BrokerAddress address = BrokerAddress.of(uri);
    ConnectionFactory connections = new ConnectionFactory();
    connections.setHost(address.host());
    connections.setPort(address.port());
    connections.setUsername(address.user());
    connections.setPassword(address.password());
    connections.setVirtualHost(address.virtualHost());
    if (address.isTls()) {
      // what the library does by itself for amqps: is to trust whoever answers
      connections.useSslProtocol(trusted());
      connections.enableHostnameVerification();
    }
    return connections;
  }

  private static SSLContext trusted() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JVM's trust store cannot be used", e);
    }
  }
}
