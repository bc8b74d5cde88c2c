package dev.oneshot.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedBrokerTest {
  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  @Test
  void delivers_whatWasPublishedWithAConfirm() throws Exception {
    try (Connection connection = connect(broker.uri());
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      String queue = channel.queueDeclare("assignments", true, false, false, null).getQueue();
      channel.basicPublish("", queue, null, "job-1".getBytes(UTF_8));
      channel.waitForConfirmsOrDie(5_000);

      assertThat(next(consume(channel, queue)).getBody()).asString(UTF_8).isEqualTo("job-1");
    }
  }

  @Test
  void routesByTopicPattern() throws Exception {
    try (Connection connection = connect(broker.uri());
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare("responses", BuiltinExchangeType.TOPIC, true);
      String queue = channel.queueDeclare().getQueue();
      channel.queueBind(queue, "responses", "job.*.fail");
      BlockingQueue<Delivery> deliveries = consume(channel, queue);
      channel.basicPublish("responses", "job.r1.done", null, "done".getBytes(UTF_8));
      channel.basicPublish("responses", "job.r1.fail", null, "fail".getBytes(UTF_8));

      assertThat(next(deliveries).getBody()).asString(UTF_8).isEqualTo("fail");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "", "any name", "default"})
  void accepts_everyVirtualHost(String name) throws Exception {
    ConnectionFactory factory = factory(broker.uri());
    factory.setVirtualHost(name);
    try (Connection connection = factory.newConnection()) {
      assertThat(connection.isOpen()).isTrue();
    }
  }

  @Test
  void redelivers_whenAConsumerVanishesWithoutAGoodbye() throws Exception {
    try (Connection survivor = connect(broker.uri());
        Channel channel = survivor.createChannel()) {
      String queue = channel.queueDeclare("abrupt", false, false, false, null).getQueue();
      BlockingQueue<Delivery> deliveries;
      SocketKeeper sockets = new SocketKeeper();
      ConnectionFactory factory = factory(broker.uri());
      factory.setAutomaticRecoveryEnabled(false);
      factory.setSocketConfigurator(sockets::keep);
      Connection victim = factory.newConnection();
      deliveries = consume(victim.createChannel(), queue);
      channel.basicPublish("", queue, null, "x".getBytes(UTF_8));
      assertThat(next(deliveries).getEnvelope().isRedeliver()).isFalse();

      sockets.reset();

      assertThat(next(consume(channel, queue)).getEnvelope().isRedeliver()).isTrue();
    }
  }

  @Test
  void refuses_aWrongPassword() throws Exception {
    ConnectionFactory factory = factory(broker.uri());
    factory.setPassword("guess");

    assertThatThrownBy(factory::newConnection)
        .isInstanceOf(PossibleAuthenticationFailureException.class);
  }

  @Test
  void uri_isLoopbackWithAPasswordOfItsOwn() {
    try (EmbeddedBroker other = EmbeddedBroker.start()) {
      URI uri = URI.create(other.uri());
      assertThat(uri.getHost()).isEqualTo("127.0.0.1");
      assertThat(uri.getPort()).isEqualTo(other.port()).isNotEqualTo(broker.port());
      assertThat(uri.getUserInfo()).matches("oneshot:[0-9a-f]{32}");
      assertThat(uri.getUserInfo()).isNotEqualTo(URI.create(broker.uri()).getUserInfo());
    }
  }

  @Test
  void writesNothing_outsideAScratchDirectoryThatGoesWithIt() {
    EmbeddedBroker other = EmbeddedBroker.start();
    Path scratch = other.scratchDirectory();

    assertThat(scratch).isEmptyDirectory();
    other.close();
    assertThat(scratch).doesNotExist();
    assertThat(Path.of("work")).doesNotExist();
  }

  @Test
  @SuppressWarnings("SystemOut") // what is under test
  void prints_nothing() throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream capture = new PrintStream(printed, true, UTF_8);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      System.setOut(capture);
      System.setErr(capture);
      try (EmbeddedBroker quiet = EmbeddedBroker.start();
          Connection connection = connect(quiet.uri())) {
        assertThat(connection.isOpen()).isTrue();
      }
      assertThatThrownBy(() -> EmbeddedBroker.start(taken.getLocalPort()))
          .isInstanceOf(IllegalStateException.class);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertThat(printed.toString(UTF_8)).isEmpty();
  }

  @Test
  void refuses_aPasswordThatWouldNeedEscaping() {
    assertThatThrownBy(() -> EmbeddedBroker.start(0, "a\"b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fails_whenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedBroker.start(taken.getLocalPort()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void closesQuickly_withClientsConnected_andFreesItsPort() throws Exception {
    EmbeddedBroker other = EmbeddedBroker.start();
    Connection client = connect(other.uri());
    client.createChannel().queueDeclare();
    long start = System.nanoTime();

    other.close();
    other.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    String password = URI.create(other.uri()).getUserInfo().split(":", 2)[1];
    try (EmbeddedBroker again = EmbeddedBroker.start(other.port(), password)) {
      assertThat(again.uri()).isEqualTo(other.uri());
    } finally {
      client.abort();
    }
  }

  private static ConnectionFactory factory(String uri) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    return factory;
  }

  private static Connection connect(String uri) throws Exception {
    return factory(uri).newConnection();
  }

  private static BlockingQueue<Delivery> consume(Channel channel, String queue) throws IOException {
    BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    channel.basicConsume(queue, false, (tag, delivery) -> deliveries.add(delivery), tag -> {});
    return deliveries;
  }

  private static Delivery next(BlockingQueue<Delivery> deliveries) throws InterruptedException {
    return requireNonNull(deliveries.poll(10, TimeUnit.SECONDS), "no delivery within 10 s");
  }

  /** Resets a client's TCP connection, as a killed process would. */
  private static final class SocketKeeper {
    private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();

    void keep(Socket socket) {
      sockets.add(socket);
    }

    void reset() throws IOException {
      for (Socket socket : sockets) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    }
  }
}
