package dev.oneshot.embedded;

import de.bwaldvogel.mongo.MongoServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MongoDB-compatible store in this process, in memory, on a free loopback port; for {@code
 * standalone} and for tests. Safe to use from any thread.
 *
 * <p>Payloads are the documents of collections whose name ends with {@code .chunks} (GridFS). They
 * are held up to a stated total of bytes; an insert beyond it fails for the client as on a server
 * whose disk is full: a write error with code {@value #OUT_OF_DISK_SPACE}. Everything else is not
 * counted.
 *
 * <p>No transactions, change streams, TTL or partial indexes; the module's README lists what is
 * missing.
 */
public final class EmbeddedStore implements AutoCloseable {
  /** MongoDB's {@code OutOfDiskSpace}. Source: error_codes.yml of MongoDB. */
  public static final int OUT_OF_DISK_SPACE = 14031;

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int ACCEPTING_THREADS = 1;
  private static final int AS_MANY_AS_NETTY_LIKES = 0;

  private final PayloadSpace space;
  private final StoreBackend backend;
  private final InetAddress address;
  private final int port;
  private @Nullable MongoServer server;
  private boolean closed;

  private EmbeddedStore(InetAddress address, int requestedPort, long capacityBytes) {
    this.address = address;
    space = new PayloadSpace(capacityBytes);
    backend = new StoreBackend(space);
    MongoServer bound = bind(requestedPort);
    server = bound;
    port = bound.getLocalAddress().getPort();
  }

  /**
   * Starts a store on a free port. {@code capacityBytes}: see {@link #capacityBytes()}; must not be
   * negative.
   */
  public static EmbeddedStore start(long capacityBytes) {
    return start(0, capacityBytes);
  }

  /**
   * The same on a port of the caller's choice; 0 means a free one.
   *
   * @throws IllegalStateException when the port is taken; a retry is safe
   */
  public static EmbeddedStore start(int port, long capacityBytes) {
    return start(LOOPBACK, port, capacityBytes);
  }

  /**
   * The same on another address of this machine, {@code 0.0.0.0} for all of them. Whoever reaches
   * it reads and writes everything: there are no credentials.
   */
  static EmbeddedStore start(InetAddress address, int port, long capacityBytes) {
    return new EmbeddedStore(address, port, capacityBytes);
  }

  /** Where to connect: {@code mongodb://127.0.0.1:<port>}. No credentials, no TLS. */
  public String uri() {
    InetAddress reachable = address.isAnyLocalAddress() ? LOOPBACK : address;
    return "mongodb://" + reachable.getHostAddress() + ":" + port;
  }

  /** The bound TCP port, the same for the life of this object. */
  public int port() {
    return port;
  }

  /**
   * Bytes of payload held now, at most {@link #capacityBytes()}. Each document counts its binary
   * fields plus 256 bytes.
   */
  public long usedBytes() {
    return space.usedBytes();
  }

  /** Bytes of payload that may be held in all. */
  public long capacityBytes() {
    return space.capacityBytes();
  }

  /**
   * Drops every connection and refuses new ones, but keeps the data: an outage as clients see it.
   * Does nothing when already so.
   */
  public synchronized void stopListening() {
    MongoServer running = server;
    if (running != null) {
      server = null;
      running.shutdownNow();
    }
  }

  /**
   * Listens again on the same port, with the data from before. Does nothing when already listening.
   *
   * @throws IllegalStateException when the store is closed or another process took the port
   */
  public synchronized void startListening() {
    if (closed) {
      throw new IllegalStateException("The store is closed");
    }
    if (server == null) {
      server = bind(port);
    }
  }

  /** Drops connections and data and frees the port. Further calls do nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    stopListening();
    backend.forget();
  }

  private MongoServer bind(int requestedPort) {
    MongoServer created = new MongoServer(backend);
    try {
      created.bind(
          new InetSocketAddress(address, requestedPort), ACCEPTING_THREADS, AS_MANY_AS_NETTY_LIKES);
    } catch (Exception e) {
      // Netty throws the undeclared BindException, past which the library does not clean up.
      created.shutdownNow();
      throw new IllegalStateException(
          "The embedded store cannot listen on port " + requestedPort, e);
    }
    LOG.debug("Embedded store on port {}", requestedPort);
    return created;
  }
}
