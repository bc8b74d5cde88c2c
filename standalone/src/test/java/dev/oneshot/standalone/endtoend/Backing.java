package dev.oneshot.standalone.endtoend;

import dev.oneshot.embedded.EmbeddedBroker;
import dev.oneshot.embedded.EmbeddedStore;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.testsupport.TestStore;
import org.jspecify.annotations.Nullable;

/**
 * Broker and store below a platform.
 *
 * @param ownBroker may be stopped and killed; null where the broker is shared or embedded
 */
record Backing(
    String brokerUri,
    String storeUri,
    String database,
    @Nullable TestBroker ownBroker,
    Runnable end) {
  /** Those that all tests share, with a virtual host and a database for this platform. */
  static Backing shared() {
    TestBroker broker = TestBroker.shared();
    TestStore store = TestStore.shared();
    return new Backing(
        broker.newVirtualHost(), store.uri(), store.newDatabaseName(), null, () -> {});
  }

  static Backing withOwnBroker() {
    TestBroker broker = TestBroker.start();
    TestStore store = TestStore.shared();
    return new Backing(broker.uri(), store.uri(), store.newDatabaseName(), broker, broker::close);
  }

  /** What {@code ./run} uses; the store holds so many bytes of payloads. */
  static Backing embedded(long storeBytes) {
    EmbeddedBroker broker = EmbeddedBroker.start();
    EmbeddedStore store = EmbeddedStore.start(storeBytes);
    Runnable end =
        () -> {
          broker.close();
          store.close();
        };
    return new Backing(broker.uri(), store.uri(), "oneshot", null, end);
  }

  TestBroker broker() {
    if (ownBroker == null) {
      throw new IllegalStateException("this platform has no broker of its own");
    }
    return ownBroker;
  }
}
