package dev.oneshot.worker.assignment;

import dev.oneshot.worker.broker.Broker;
import dev.oneshot.worker.broker.Consumer;
import dev.oneshot.worker.broker.Delivery;
import java.io.IOException;

/** A worker's place in the line for one message of a queue. For one thread. */
public final class Subscription {
  private final Broker broker;
  private final String queue;
  private final Consumer consumer;

  public Subscription(Broker broker, String queue, Consumer consumer) {
    this.broker = broker;
    this.queue = queue;
    this.consumer = consumer;
  }

  /** Gets in line; one message may come until it is settled. */
  public void open() throws IOException, InterruptedException {
    broker.consume(queue, consumer);
  }

  /**
   * Leaves the line. The broker keeps the order, so whatever is acknowledged after this cannot make
   * room for another message.
   */
  public void close() throws IOException {
    broker.cancel();
  }

  public void acknowledge(Delivery delivery) throws IOException {
    broker.acknowledge(delivery);
  }

  /** Throws the message away; for one that means nothing to anybody. */
  public void reject(Delivery delivery) throws IOException {
    broker.reject(delivery);
  }
}
