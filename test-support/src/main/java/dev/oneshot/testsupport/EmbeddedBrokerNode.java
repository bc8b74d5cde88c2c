package dev.oneshot.testsupport;

import dev.oneshot.embedded.EmbeddedBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Qpid in this process. It keeps no data through a stop, and every virtual host is a broker of its
 * own.
 */
final class EmbeddedBrokerNode implements BrokerNode {
  private final int port = Ports.free();
  private final String password = UUID.randomUUID().toString();
  private final List<EmbeddedBroker> virtualHosts = new ArrayList<>();
  private EmbeddedBroker broker = EmbeddedBroker.start(port, password);
  private boolean running = true;

  static Attempt<BrokerNode> attempt() {
    return new Attempt.Started<>(new EmbeddedBrokerNode());
  }

  @Override
  public TestBroker.Kind kind() {
    return TestBroker.Kind.EMBEDDED;
  }

  @Override
  public String description() {
    return "embedded Qpid, port " + port;
  }

  @Override
  public String uri() {
    return broker.uri();
  }

  @Override
  public void start() {
    if (!running) {
      broker = EmbeddedBroker.start(port, password);
      running = true;
    }
  }

  @Override
  public void stop() {
    broker.close();
    running = false;
  }

  @Override
  public void kill() {
    stop();
  }

  @Override
  public void wipe() {
    stop();
    start();
  }

  @Override
  public String newVirtualHost() {
    EmbeddedBroker fresh = EmbeddedBroker.start();
    virtualHosts.add(fresh);
    return fresh.uri();
  }

  @Override
  public String rabbitmqctl(String... arguments) {
    throw new UnsupportedOperationException("The embedded broker has no rabbitmqctl");
  }

  @Override
  public void close() {
    virtualHosts.forEach(EmbeddedBroker::close);
    stop();
  }
}
