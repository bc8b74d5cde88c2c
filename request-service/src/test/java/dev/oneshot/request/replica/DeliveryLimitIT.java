package dev.oneshot.request.replica;

import static dev.oneshot.request.replica.Replica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import dev.oneshot.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Workers that die one after the other before they can claim, as in an outage of the store.
 * RabbitMQ 4 throws a message away when it came back for the 21st time; 3.x never does.
 */
class DeliveryLimitIT {
  private static final int DEATHS = 25;
  private static final int LIMIT = 20;
  private static final int FIRST_VERSION_WITH_LIMIT = 4;

  @Test
  void runsTheJobOnce_whenItsMessageCameBackTooOften() throws Exception {
    try (Site site = Site.onSharedBroker()) {
      assumeThat(site.broker().isRealRabbit()).isTrue();
      Replica replica = site.replica();
      String job =
          json(replica.call("large", "x", "Prefer", "respond-async")).path("id").asString();
      ConnectionFactory factory = new ConnectionFactory();
      factory.setUri(site.brokerUri());

      List<Long> returns = new ArrayList<>();
      int version = 0;
      for (int i = 0; i < DEATHS; i++) {
        Connection dying = factory.newConnection();
        version = majorVersion(dying);
        returns.add(returnsOf(take(dying)));
        dying.abort();
      }

      // the message that came back too often was followed by another, of the job's record
      assertThat(returns.stream().filter(count -> count == 0))
          .as("%s", returns)
          .hasSize(version < FIRST_VERSION_WITH_LIMIT ? 1 : 2);
      assertThat(returns)
          .contains((long) (version < FIRST_VERSION_WITH_LIMIT ? DEATHS - 1 : LIMIT));
      ObedientWorker worker = site.worker(ObedientWorker.ECHO);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> replica.job(job).path("state").asString().equals("DONE"));
      assertThat(worker.ledger()).hasSize(1);
      assertThat(replica.job(job).path("attempt").asInt()).isEqualTo(1);
    }
  }

  private static Delivery take(Connection connection) throws Exception {
    BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    Channel channel = connection.createChannel();
    channel.basicQos(1);
    channel.basicConsume(
        Topology.assignments(Topology.DEFAULT_POOL),
        false,
        (tag, delivery) -> deliveries.add(delivery),
        tag -> {});
    Delivery delivery = deliveries.poll(30, TimeUnit.SECONDS);
    assertThat(delivery).as("the message was lost and nobody published another").isNotNull();
    return delivery;
  }

  /** How often it had been delivered before. */
  private static long returnsOf(Delivery delivery) {
    Map<String, Object> headers = delivery.getProperties().getHeaders();
    return headers != null && headers.get("x-delivery-count") instanceof Number count
        ? count.longValue()
        : 0;
  }

  private static int majorVersion(Connection connection) {
    String version = String.valueOf(connection.getServerProperties().get("version"));
    return Integer.parseInt(version.substring(0, version.indexOf('.')));
  }
}
