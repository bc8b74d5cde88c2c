package dev.oneshot.standalone;

import dev.oneshot.embedded.EmbeddedBroker;
import dev.oneshot.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/**
 * Broker and store, starting while others do something useful: the broker's address is known before
 * it listens.
 */
final class Embedded implements AutoCloseable {
  private final EmbeddedStore store;
  private final CompletableFuture<EmbeddedBroker> broker;
  private final String brokerUri;

  private Embedded(
      EmbeddedStore store, CompletableFuture<EmbeddedBroker> broker, String brokerUri) {
    this.store = store;
    this.broker = broker;
    this.brokerUri = brokerUri;
  }

  /**
   * Returns when the store is there; the broker follows about a second later.
   *
   * @param storeBytes how many bytes of payloads the store holds; more are answered 507
   */
  static Embedded start(long storeBytes) {
    int port = freePort();
    String password = randomPassword();
    CompletableFuture<EmbeddedBroker> broker = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("embedded-broker")
        .start(() -> {
          try {
            broker.complete(EmbeddedBroker.start(port, password));
          } catch (RuntimeException e) {
            broker.completeExceptionally(e);
          }
        });
    String uri = "amqp://oneshot:" + password + "@127.0.0.1:" + port + '/';
    return new Embedded(EmbeddedStore.start(storeBytes), broker, uri);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on the loopback interface", e);
    }
  }

  private static String randomPassword() {
    byte[] bits = new byte[16];
    new SecureRandom().nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  /** Good to give away at once; who connects too early has to try again. */
  String brokerUri() {
    return brokerUri;
  }

  String storeUri() {
    return store.uri();
  }

  @Override
  public void close() {
    store.close();
    broker.thenAccept(EmbeddedBroker::close).join();
  }
}
