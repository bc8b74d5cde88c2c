package dev.oneshot.worker.assignment;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * A worker's place in the line for one message of a queue. For one thread; the listeners are called
 * on the connection's own thread and must not block.
 */
public final class Subscription {
  private final Channel channel;
  private final String queue;
  private final Consumer<Delivery> onDelivery;
  private final Runnable onEnd;
  private String consumerTag = "";

  /**
   * @param onEnd told when the broker ended the subscription, e.g. because the queue was deleted
   */
  public Subscription(
      Channel channel, String queue, Consumer<Delivery> onDelivery, Runnable onEnd) {
    this.channel = channel;
    this.queue = queue;
    this.onDelivery = onDelivery;
    this.onEnd = onEnd;
  }

  /** Gets in line. The channel's prefetch of 1 lets one message come until it is settled. */
  public void open() throws IOException {
    consumerTag =
        channel.basicConsume(
            queue,
            false,
            new DefaultConsumer(channel) {
              @Override
              public void handleDelivery(
                  String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                onDelivery.accept(new Delivery(envelope.getDeliveryTag(), ByteBuffer.wrap(body)));
              }

              @Override
              public void handleCancel(String tag) {
                onEnd.run();
              }
            });
  }

  /**
   * Leaves the line. The request is only sent: the channel keeps the order, so whatever is
   * acknowledged after this cannot make room for another message.
   */
  public void close() throws IOException {
    Future<?> _ =
        channel.asyncCompletableRpc(
            new AMQP.Basic.Cancel.Builder().consumerTag(consumerTag).build());
  }

  public void acknowledge(Delivery delivery) throws IOException {
    channel.basicAck(delivery.tag(), false);
  }

  /** Throws the message away; for one that means nothing to anybody. */
  public void reject(Delivery delivery) throws IOException {
    channel.basicReject(delivery.tag(), false);
  }
}
