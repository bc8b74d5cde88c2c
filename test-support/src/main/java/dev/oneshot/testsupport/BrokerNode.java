package dev.oneshot.testsupport;

/** One broker of some kind. Called by {@link TestBroker} under its lock. */
interface BrokerNode extends Attempt.Described {
  TestBroker.Kind kind();

  /** Of its default virtual host; the same through stop and start. */
  String uri();

  /** The same by TLS; {@link IllegalStateException} where it has no such listener. */
  default String tlsUri() {
    throw new IllegalStateException("This broker has no TLS listener");
  }

  /**
   * Starts it again after {@link #stop()} or {@link #kill()}, on the same port and with what data
   * it keeps.
   */
  void start();

  /** Stops it in good order. Does nothing when it is not running. */
  void stop();

  /** Ends it without any order, as a crash would. */
  void kill();

  /** Stops it if need be, deletes all its data and starts it on the same port. */
  void wipe();

  /** Makes an empty virtual host and says its URI. */
  String newVirtualHost();

  /** Output of {@code rabbitmqctl}, or {@link UnsupportedOperationException}. */
  String rabbitmqctl(String... arguments);

  /** Ends it, leaving nothing behind. */
  void close();
}
