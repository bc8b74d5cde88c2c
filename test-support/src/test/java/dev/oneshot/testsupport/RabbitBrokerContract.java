package dev.oneshot.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What any RabbitMQ behind {@link TestBroker} does. */
abstract class RabbitBrokerContract {
  private static @Nullable TestBroker started;

  static void start(TestBroker.Kind kind) {
    try (SystemProperties properties = new SystemProperties()) {
      properties.set("ONESHOT_TEST_BROKER", kind.name());
      started = TestBroker.start();
    }
  }

  static TestBroker broker() {
    return requireNonNull(started);
  }

  @AfterAll
  static void close() {
    if (started != null) {
      started.close();
    }
  }

  @Test
  void isRealRabbit_withQuorumQueues() throws Exception {
    assertThat(broker().isRealRabbit()).isTrue();
    try (Connection connection = new Amqp(broker().newVirtualHost()).connect();
        Channel channel = connection.createChannel()) {
      AMQP.Queue.DeclareOk declared =
          channel.queueDeclare("assignments", true, false, false, Map.of("x-queue-type", "quorum"));
      assertThat(declared.getQueue()).isEqualTo("assignments");
    }
  }

  @Test
  void givesAnEmptyVirtualHost_toEachCaller() throws Exception {
    Amqp first = new Amqp(broker().newVirtualHost());
    Amqp second = new Amqp(broker().newVirtualHost());
    first.publish("q", "x");

    assertThat(second.take("q")).isEmpty();
    assertThat(first.take("q")).contains("x");
  }

  @Test
  void keepsPersistentMessages_throughRestartAndKill() throws Exception {
    Amqp amqp = new Amqp(broker().uri());
    amqp.publish("restarted", "1");
    amqp.publish("killed", "2");

    broker().restart();
    assertThat(amqp.take("restarted")).contains("1");

    broker().kill();
    assertThatThrownBy(amqp::connect).isInstanceOf(IOException.class);
    broker().restart();
    assertThat(amqp.take("killed")).contains("2");
  }

  @Test
  void losesEverything_whenWiped() throws Exception {
    Amqp amqp = new Amqp(broker().uri());
    amqp.publish("wiped", "1");

    broker().wipe();

    assertThat(broker().uri()).isEqualTo(amqp.uri());
    assertThat(amqp.take("wiped")).isEmpty();
  }

  @Test
  void blocksPublishers_duringAMemoryAlarm() throws Exception {
    try (Connection connection = new Amqp(broker().uri()).connect();
        Channel channel = connection.createChannel()) {
      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch unblocked = new CountDownLatch(1);
      connection.addBlockedListener(reason -> blocked.countDown(), unblocked::countDown);
      broker().rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1MB");
      channel.basicPublish("", "nowhere", null, "x".getBytes(UTF_8));
      assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();

      broker().rabbitmqctl("set_vm_memory_high_watermark", "absolute", "512MB");
      assertThat(unblocked.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void saysWhatRabbitmqctlSaid_whenItFails() {
    assertThatThrownBy(() -> broker().rabbitmqctl("delete_vhost", "no-such-vhost"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-vhost");
  }
}
