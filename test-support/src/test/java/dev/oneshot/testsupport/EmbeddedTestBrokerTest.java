package dev.oneshot.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedTestBrokerTest {
  private final SystemProperties properties =
      new SystemProperties().set("ONESHOT_TEST_BROKER", "embedded");
  private TestBroker broker;

  @BeforeEach
  void start() {
    broker = TestBroker.start();
  }

  @AfterEach
  void close() {
    broker.close();
    properties.close();
  }

  @Test
  void saysThatItIsNotRabbit() {
    assertThat(broker.kind()).isEqualTo(TestBroker.Kind.EMBEDDED);
    assertThat(broker.isRealRabbit()).isFalse();
    assertThatThrownBy(() -> broker.rabbitmqctl("status"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesConnections_whileStopped_andComesBackAtTheSameUri() throws Exception {
    Amqp amqp = new Amqp(broker.uri());
    amqp.publish("q", "lost");

    broker.stop();
    assertThatThrownBy(amqp::connect).isInstanceOf(ConnectException.class);
    broker.restart();

    assertThat(broker.uri()).isEqualTo(amqp.uri());
    assertThat(amqp.take("q")).isEmpty();
    amqp.publish("q", "kept");
    assertThat(amqp.take("q")).contains("kept");
  }

  @Test
  void givesAnEmptyVirtualHost_toEachCaller() throws Exception {
    Amqp first = new Amqp(broker.newVirtualHost());
    Amqp second = new Amqp(broker.newVirtualHost());
    first.publish("q", "x");

    assertThat(second.take("q")).isEmpty();
    assertThat(first.take("q")).contains("x");
  }

  @Test
  void cannotBeStopped_whenItIsShared() {
    TestBroker shared = TestBroker.shared();

    assertThat(TestBroker.shared()).isSameAs(shared);
    assertThatThrownBy(shared::stop).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(shared::kill).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(shared::restart).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(shared::wipe).isInstanceOf(IllegalStateException.class);
    shared.close();
    assertThat(shared.newVirtualHost()).startsWith("amqp://");
  }
}
