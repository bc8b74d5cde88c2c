package dev.oneshot.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.BufferedReader;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The private node of an installed RabbitMQ; skipped where none is installed. */
class InstalledBrokerIT {
  private static final SystemProperties PROPERTIES = new SystemProperties();
  private static TestBroker broker;

  @BeforeAll
  static void start() {
    assumeThat(Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server")).exists();
    PROPERTIES.set("ONESHOT_TEST_BROKER", "installed");
    broker = TestBroker.start();
  }

  @AfterAll
  static void close() {
    if (broker != null) {
      broker.close();
    }
    PROPERTIES.close();
  }

  @Test
  void isRealRabbit_withQuorumQueues() throws Exception {
    assertThat(broker.isRealRabbit()).isTrue();
    try (Connection connection = new Amqp(broker.newVirtualHost()).connect();
        Channel channel = connection.createChannel()) {
      AMQP.Queue.DeclareOk declared =
          channel.queueDeclare("assignments", true, false, false, Map.of("x-queue-type", "quorum"));
      assertThat(declared.getQueue()).isEqualTo("assignments");
    }
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
  void keepsPersistentMessages_throughRestartAndKill() throws Exception {
    Amqp amqp = new Amqp(broker.uri());
    amqp.publish("restarted", "1");
    amqp.publish("killed", "2");

    broker.restart();
    assertThat(amqp.take("restarted")).contains("1");

    broker.kill();
    assertThatThrownBy(amqp::connect).isInstanceOf(ConnectException.class);
    broker.restart();
    assertThat(amqp.take("killed")).contains("2");
  }

  @Test
  void losesEverything_whenWiped() throws Exception {
    Amqp amqp = new Amqp(broker.uri());
    amqp.publish("wiped", "1");

    broker.wipe();

    assertThat(broker.uri()).isEqualTo(amqp.uri());
    assertThat(amqp.take("wiped")).isEmpty();
  }

  @Test
  void blocksPublishers_duringAMemoryAlarm() throws Exception {
    try (Connection connection = new Amqp(broker.uri()).connect();
        Channel channel = connection.createChannel()) {
      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch unblocked = new CountDownLatch(1);
      connection.addBlockedListener(reason -> blocked.countDown(), unblocked::countDown);
      broker.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1MB");
      channel.basicPublish("", "nowhere", null, "x".getBytes(UTF_8));
      assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();

      broker.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "512MB");
      assertThat(unblocked.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void saysWhatRabbitmqctlSaid_whenItFails() {
    assertThatThrownBy(() -> broker.rabbitmqctl("delete_vhost", "no-such-vhost"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-vhost");
  }

  @Test
  void runsBesideAnother_andLeavesNothing_whenClosed() throws Exception {
    List<ProcessHandle> before = running(ProcessHandle.current().descendants());
    TestBroker other = TestBroker.start();
    new Amqp(other.uri()).publish("q", "x");
    List<ProcessHandle> added =
        running(ProcessHandle.current().descendants()).stream()
            .filter(process -> !before.contains(process))
            .toList();
    assertThat(added)
        .extracting(InstalledBrokerIT::program)
        .anyMatch(name -> name.contains("beam"));
    assertThat(added)
        .extracting(InstalledBrokerIT::program)
        .anyMatch(name -> name.contains("epmd"));

    other.close();
    other.close();

    await().atMost(Duration.ofSeconds(10)).until(() -> running(added.stream()).isEmpty());
    new Amqp(broker.uri()).publish("q", "x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "kill"})
  void leavesNothing_whenTheJvmEnds(String how) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-DONESHOT_TEST_BROKER=installed",
                "-cp",
                System.getProperty("java.class.path"),
                SharedBrokerMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader stdout = jvm.inputReader(UTF_8)) {
      assertThat(stdout.readLine())
          .startsWith("[oneshot] broker: RabbitMQ 3")
          .contains("installed at");
      Path directory = Path.of(stdout.readLine());
      List<ProcessHandle> children = running(jvm.descendants());
      assertThat(children).hasSizeGreaterThanOrEqualTo(3);
      assertThat(directory).isDirectory();

      if ("kill".equals(how)) {
        jvm.destroyForcibly();
      } else {
        jvm.getOutputStream().close();
      }

      assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> running(children.stream()).isEmpty() && Files.notExists(directory));
    }
  }

  private static List<ProcessHandle> running(Stream<ProcessHandle> processes) {
    return processes
        .filter(ProcessHandle::isAlive)
        .filter(process -> !program(process).isEmpty())
        .toList();
  }

  /** Empty for one that has ended and was not yet reaped. */
  private static String program(ProcessHandle process) {
    return process.info().command().orElse("");
  }
}
