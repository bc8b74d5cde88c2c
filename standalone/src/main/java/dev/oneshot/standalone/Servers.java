package dev.oneshot.standalone;

import dev.oneshot.embedded.EmbeddedBroker;
import dev.oneshot.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The broker and the store: those that the environment names, as it does for every other part of
 * Oneshot, embedded ones otherwise. No record, since the addresses hold credentials.
 */
final class Servers implements AutoCloseable {
  private static final String BROKER = "ONESHOT_BROKER_URI";
  private static final String STORE = "ONESHOT_STORE_URI";

  private final String brokerUri;
  private final String storeUri;
  private final boolean hasOwnStore;
  private final List<Runnable> closers;

  private Servers(String brokerUri, String storeUri, boolean hasOwnStore, List<Runnable> closers) {
    this.brokerUri = brokerUri;
    this.storeUri = storeUri;
    this.hasOwnStore = hasOwnStore;
    this.closers = closers;
  }

  /**
   * Returns when the store is there; an embedded broker follows about a second later, while others
   * do something useful.
   *
   * @param storeBytes how many bytes of payloads an embedded store holds; more are answered 507
   */
  static Servers start(Map<String, String> environment, long storeBytes) {
    List<Runnable> closers = new ArrayList<>();
    @Nullable String brokerUri = environment.get(BROKER);
    if (brokerUri == null) {
      brokerUri = startBroker(closers);
    }
    @Nullable String storeUri = environment.get(STORE);
    boolean hasOwnStore = storeUri == null;
    if (storeUri == null) {
      EmbeddedStore store = EmbeddedStore.start(storeBytes);
      closers.add(store::close);
      storeUri = store.uri();
    }
    return new Servers(brokerUri, storeUri, hasOwnStore, closers);
  }

  // its address is known before it listens: clients that come too early try again
  private static String startBroker(List<Runnable> closers) {
    int port = freePort();
    String password = randomPassword();
    CompletableFuture<EmbeddedBroker> broker = new CompletableFuture<>();
    closers.add(() -> broker.thenAccept(EmbeddedBroker::close).join());
    Thread.ofPlatform()
        .name("embedded-broker")
        .start(() -> {
          try {
            broker.complete(EmbeddedBroker.start(port, password));
          } catch (RuntimeException e) {
            broker.completeExceptionally(e);
          }
        });
    return "amqp://oneshot:" + password + "@127.0.0.1:" + port + '/';
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

  String brokerUri() {
    return brokerUri;
  }

  String storeUri() {
    return storeUri;
  }

  /** Whether the store, and every job with it, ends with this. */
  boolean hasOwnStore() {
    return hasOwnStore;
  }

  @Override
  public void close() {
    closers.reversed().forEach(Runnable::run);
  }
}
