package dev.oneshot.testsupport;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The MongoDB that tests run against: the one that {@code ONESHOT_TEST_MONGODB_URI} names, else a
 * replica set of one in a container where Docker runs and the image is to be had, else the embedded
 * store. A line on stdout says which. {@code ONESHOT_TEST_STORE} forces one.
 *
 * <p>Nothing starts before it is asked for, and everything ends with {@link #close()} or with this
 * JVM. Safe to use from any thread.
 */
public final class TestStore implements AutoCloseable {
  /** In the order in which they are tried. */
  public enum Kind {
    EXTERNAL,
    TESTCONTAINERS,
    EMBEDDED
  }

  private static final Setting FORCED = new Setting("ONESHOT_TEST_STORE");
  private static @Nullable TestStore shared;

  private final boolean isShared;
  private final StoreNode node;
  private final CloseAtExit closeAtExit;

  private TestStore(boolean isShared) {
    this.isShared = isShared;
    node = Attempt.first("store", FORCED, Kind.class, TestStore::attempt);
    closeAtExit = CloseAtExit.register(node::close);
  }

  /**
   * The one store of this JVM, started at the first call; it cannot be closed or have an outage.
   *
   * @throws IllegalStateException when the forced kind is not to be had
   */
  public static synchronized TestStore shared() {
    TestStore store = shared;
    if (store == null) {
      store = new TestStore(true);
      shared = store;
    }
    return store;
  }

  /**
   * A store for the caller alone, who closes it. An external one is the same server for all, see
   * {@link #canHaveOutages()}.
   *
   * @throws IllegalStateException when the forced kind is not to be had
   */
  public static TestStore start() {
    return new TestStore(false);
  }

  /** Which of the three it is. */
  public Kind kind() {
    return node.kind();
  }

  /** Whether it is MongoDB itself, with transactions, change streams, TTL and partial indexes. */
  public boolean isRealMongo() {
    return kind() != Kind.EMBEDDED;
  }

  /** Where to connect, without a database; the same for the life of this object. */
  public String uri() {
    return node.uri();
  }

  /** A database name that nobody used before, {@code oneshot-test-<32 hex digits>}. */
  public String newDatabaseName() {
    return "oneshot-test-" + UUID.randomUUID().toString().replace("-", "");
  }

  /** Whether {@link #outage()} works: not on the shared and not on an external store. */
  public boolean canHaveOutages() {
    return !isShared && kind() != Kind.EXTERNAL;
  }

  /**
   * Drops every connection and refuses new ones, keeping the data, until {@link #recover()}.
   *
   * @throws UnsupportedOperationException on an external store
   * @throws IllegalStateException on the shared one
   */
  public synchronized void outage() {
    mustBePrivate();
    node.outage();
  }

  /** Ends the outage: the same port, the same data. */
  public synchronized void recover() {
    mustBePrivate();
    node.recover();
  }

  /**
   * Ends it and leaves nothing behind. Further calls do nothing; nor does any on the shared store,
   * which ends with the JVM.
   */
  @Override
  public synchronized void close() {
    if (!isShared) {
      closeAtExit.closeNow();
    }
  }

  private void mustBePrivate() {
    if (isShared) {
      throw new IllegalStateException(
          "Other tests use the shared store: take a private one, TestStore.start()");
    }
  }

  private static Attempt<StoreNode> attempt(Kind kind) {
    return switch (kind) {
      case EXTERNAL -> ExternalStore.attempt();
      case TESTCONTAINERS -> ContainerStore.attempt();
      case EMBEDDED -> EmbeddedStoreNode.attempt();
    };
  }
}
