package dev.oneshot.testsupport;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The AMQP 0-9-1 broker that tests run against: RabbitMQ in a container where Docker runs and the
 * image is to be had, else a private node of an installed RabbitMQ, else the embedded Qpid. A line
 * on stdout says which. {@code ONESHOT_TEST_BROKER} forces one.
 *
 * <p>Nothing starts before it is asked for, and everything ends with {@link #close()} or with this
 * JVM, however it ends. Safe to use from any thread.
 */
public final class TestBroker implements AutoCloseable {
  /** In the order in which they are tried. */
  public enum Kind {
    TESTCONTAINERS,
    INSTALLED,
    EMBEDDED
  }

  private static final Setting FORCED = new Setting("ONESHOT_TEST_BROKER");
  private static @Nullable TestBroker shared;

  private final boolean isShared;
  private final BrokerNode node;
  private final CloseAtExit closeAtExit;

  private TestBroker(boolean isShared) {
    this(isShared, Attempt.first("broker", FORCED, Kind.class, TestBroker::attempt));
  }

  private TestBroker(boolean isShared, BrokerNode node) {
    this.isShared = isShared;
    this.node = node;
    closeAtExit = CloseAtExit.register(node::close);
  }

  /**
   * The one broker of this JVM, started at the first call (embedded about 1 s, installed 5 s); it
   * cannot be stopped or closed by a test.
   *
   * @throws IllegalStateException when the forced kind is not to be had
   */
  public static synchronized TestBroker shared() {
    TestBroker broker = shared;
    if (broker == null) {
      broker = new TestBroker(true);
      shared = broker;
    }
    return broker;
  }

  /**
   * A broker for the caller alone, who may stop, kill and wipe it, and closes it.
   *
   * @throws IllegalStateException when the forced kind is not to be had
   */
  public static TestBroker start() {
    return new TestBroker(false);
  }

  /**
   * The same with a TLS listener beside the other, see {@link #tlsUri()}; nothing where no RabbitMQ
   * is installed or another kind is forced, since only that one is given such a listener here.
   *
   * @param certificate whose files must outlive the broker
   */
  public static Optional<TestBroker> startWithTls(TestCertificate certificate) {
    if (FORCED.value(Kind.class).orElse(Kind.INSTALLED) == Kind.INSTALLED
        && InstalledBroker.attempt(certificate) instanceof Attempt.Started<BrokerNode>(var node)) {
      return Optional.of(new TestBroker(false, node));
    }
    return Optional.empty();
  }

  /** Whether {@link Kind#INSTALLED} is to be had; starts nothing. */
  public static boolean isRabbitInstalled() {
    return InstalledBroker.programs().isPresent();
  }

  /** Which of the three it is. */
  public Kind kind() {
    return node.kind();
  }

  /**
   * Whether it is RabbitMQ, with dead-lettering, TTL, priorities, quorum queues and cancel
   * notifications.
   */
  public boolean isRealRabbit() {
    return kind() != Kind.EMBEDDED;
  }

  /** Where and as whom to connect, default virtual host; the same for the life of this object. */
  public synchronized String uri() {
    return node.uri();
  }

  /**
   * As {@link #uri()}, by TLS: {@code amqps://…}.
   *
   * @throws IllegalStateException unless it was {@linkplain #startWithTls started with TLS}
   */
  public synchronized String tlsUri() {
    return node.tlsUri();
  }

  /**
   * The URI of an empty virtual host for the caller alone (about 1 s); on the embedded broker, of a
   * broker for the caller alone.
   */
  public synchronized String newVirtualHost() {
    return node.newVirtualHost();
  }

  /**
   * Stops it in good order and refuses connections until {@link #restart()}. Private brokers only.
   */
  public synchronized void stop() {
    mustBePrivate();
    node.stop();
  }

  /**
   * Ends it as a crash would (SIGKILL); {@link #restart()} brings it back. Private brokers only.
   */
  public synchronized void kill() {
    mustBePrivate();
    node.kill();
  }

  /**
   * Stops it if it runs and starts it on the same port. RabbitMQ keeps durable queues and their
   * persistent messages, the embedded broker nothing. Private brokers only.
   */
  public synchronized void restart() {
    mustBePrivate();
    node.stop();
    node.start();
  }

  /** Ends it, deletes all its data and starts it on the same port. Private brokers only. */
  public synchronized void wipe() {
    mustBePrivate();
    node.wipe();
  }

  /**
   * What {@code rabbitmqctl} prints, for example for {@code ("set_vm_memory_high_watermark",
   * "0.0001")}, which raises the memory alarm. On a shared broker, undo what you do.
   *
   * @throws UnsupportedOperationException on the embedded broker
   * @throws IllegalStateException with its output when it fails
   */
  public synchronized String rabbitmqctl(String... arguments) {
    return node.rabbitmqctl(arguments);
  }

  /**
   * Ends it and leaves nothing behind. Further calls do nothing; nor does any on the shared broker,
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
          "Other tests use the shared broker: take a private one, TestBroker.start()");
    }
  }

  private static Attempt<BrokerNode> attempt(Kind kind) {
    return switch (kind) {
      case TESTCONTAINERS -> ContainerBroker.attempt();
      case INSTALLED -> InstalledBroker.attempt();
      case EMBEDDED -> EmbeddedBrokerNode.attempt();
    };
  }
}
