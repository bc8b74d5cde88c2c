package dev.oneshot.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.util.Optional;

/** What the tests ask of a broker, each time over a connection of its own. */
record Amqp(String uri) {
  Connection connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(5_000);
    return factory.newConnection();
  }

  /** Into a durable queue, persistent, confirmed. */
  void publish(String queue, String body) throws Exception {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      channel.queueDeclare(queue, true, false, false, null);
      channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, body.getBytes(UTF_8));
      channel.waitForConfirmsOrDie(10_000);
    }
  }

  /** The next message of a durable queue, which is made when it does not exist. */
  Optional<String> take(String queue) throws Exception {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(queue, true, false, false, null);
      return Optional.ofNullable(channel.basicGet(queue, true))
          .map(GetResponse::getBody)
          .map(body -> new String(body, UTF_8));
    }
  }
}
