package dev.oneshot.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {
  /** The replicas and the pool read the same URI with the library. */
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
        "amqp:secret",
        "secret"
      })
  void refusesWhatIsNone_withoutRepeatingIt(String uri) {
    assertThatThrownBy(() -> BrokerAddress.of(uri))
        .isInstanceOf(IOException.class)
        .hasMessage("the broker's URI is no AMQP URI")
        .hasNoCause();
  }

  @Test
  void keepsThePasswordToItself() throws Exception {
    assertThat(BrokerAddress.of("amqp://worker:secret@broker").toString())
        .contains("worker", "broker", "5672")
        .doesNotContain("secret");
  }
}
