package dev.oneshot.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.ConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {
  /** What people know from other clients of RabbitMQ. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp://localhost",
        "amqp:///jobs",
        "amqp://broker:1234",
        "amqps://broker",
        "AMQPS://broker:5673/jobs",
        "amqp://worker:secret@broker/",
        "amqp://worker:secret@broker/%2F",
        "amqp://worker:secret@broker/team%2fjobs",
        "amqp://wor%40ker:p%3A+ss@10.0.0.1:5672/a+b",
        "amqp://worker@broker",
        "amqp://worker:secret@[::1]:5672/jobs?heartbeat=5"
      })
  void readsWhatTheLibraryReads(String uri) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);

    assertThat(BrokerAddress.of(uri))
        .isEqualTo(
            new BrokerAddress(
                factory.getHost(),
                factory.getPort(),
                factory.isSSL(),
                factory.getUsername(),
                factory.getPassword(),
                factory.getVirtualHost()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://worker:secret@broker",
        "amqp://worker:secret@broker/a/b",
        "amqp://worker:secret%@broker",
        "amqp://worker:secret@bro ker",
        "amqp://worker:secret@rabbit_mq",
        "amqp://worker:secret/1@broker",
        "amqp://worker:secret@1@broker",
        "amqp://worker:secret#1@broker",
        "amqp:secret",
        "secret"
      })
  void refusesWhatIsNone_withoutRepeatingIt(String uri) {
    assertThatThrownBy(() -> BrokerAddress.of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ONESHOT_BROKER_URI is no amqp")
        .hasMessageContaining("percent-encoded")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  /** Where the library gives up, or guesses. */
  @Test
  void readsWhatTheLibraryDoesNot() {
    assertThat(BrokerAddress.of("amqp://worker:a:b@broker").password()).isEqualTo("a:b");
    assertThat(BrokerAddress.of("amqp://worker:p%C3%A4ss@broker").password()).isEqualTo("päss");
    assertThat(BrokerAddress.of("amqp://broker/100%2525").virtualHost()).isEqualTo("100%25");
  }

  @Test
  void keepsThePasswordToItself() {
    assertThat(BrokerAddress.of("amqp://worker:secret@broker").toString())
        .contains("worker", "broker", "5672")
        .doesNotContain("secret");
  }
}
