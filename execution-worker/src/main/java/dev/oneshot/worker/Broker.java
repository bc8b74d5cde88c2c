package dev.oneshot.worker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** The worker's connection to the broker, with its one channel. */
final class Broker implements AutoCloseable {
  private static final Duration CLOSE_WAIT = Duration.ofMillis(500);
  private static final int HEARTBEAT_SECONDS = 15;

  static {
    // the client asks for a class of Netty's, which else tries one logging library after the other
    InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE);
  }

  private final Connection connection;
  private final Channel channel;

  private Broker(Connection connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
  }

  /**
   * Connects.
   *
   * @param patience for each step of it
   * @param onLoss told, on a thread that must not block, that the connection or channel ended
   *     without having been closed here
   */
  static Broker connect(String uri, String name, Duration patience, Runnable onLoss)
      throws IOException, TimeoutException {
    Connection connection = factory(uri, patience).newConnection(name);
    Channel channel = connection.createChannel();
    channel.addShutdownListener(cause -> {
      if (!cause.isInitiatedByApplication()) {
        onLoss.run();
      }
    });
    channel.basicQos(1);
    channel.confirmSelect();
    return new Broker(connection, channel);
  }

  private static ConnectionFactory factory(String uri, Duration patience) throws IOException {
    ConnectionFactory factory = new ConnectionFactory();
    try {
      factory.setUri(uri);
      if (factory.isSSL()) {
        // the client's own default for amqps trusts any certificate
        factory.useSslProtocol(SSLContext.getDefault());
        factory.enableHostnameVerification();
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // without the cause, whose message repeats the password
      throw new IOException("the broker's URI is no AMQP URI");
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be used", e);
    }
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    int patienceMillis = (int) patience.toMillis();
    factory.setConnectionTimeout(patienceMillis);
    factory.setHandshakeTimeout(patienceMillis);
    factory.setChannelRpcTimeout(patienceMillis);
    factory.setSharedExecutor(new CallerExecutor());
    return factory;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  Channel channel() {
    return channel;
  }

  /**
   * Says good-bye, so that no thread is left reading from a socket: a process that ends with one
   * waits for it up to 300 ms. Never throws.
   */
  @Override
  public void close() {
    connection.abort((int) CLOSE_WAIT.toMillis());
  }
}
