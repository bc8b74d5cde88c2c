package dev.oneshot.testsupport;

import dev.oneshot.embedded.EmbeddedStore;

/** mongo-java-server in this process. */
final class EmbeddedStoreNode implements StoreNode {
  /** Half of the heap that the build gives its tests. */
  private static final long CAPACITY_BYTES = 512L << 20;

  private final EmbeddedStore store = EmbeddedStore.start(Ports.free(), CAPACITY_BYTES);

  static Attempt<StoreNode> attempt() {
    return new Attempt.Started<>(new EmbeddedStoreNode());
  }

  @Override
  public TestStore.Kind kind() {
    return TestStore.Kind.EMBEDDED;
  }

  @Override
  public String description() {
    return "embedded mongo-java-server, port " + store.port();
  }

  @Override
  public String uri() {
    return store.uri();
  }

  @Override
  public void outage() {
    store.stopListening();
  }

  @Override
  public void recover() {
    store.startListening();
  }

  @Override
  public void close() {
    store.close();
  }
}
