package dev.oneshot.worker.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no real broker can be made to do. */
class BrokerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch loss = new CountDownLatch(1);

  private Broker connect(FakeBroker fake) throws IOException {
    return Broker.connect(fake.uri(), "test", PATIENCE, loss::countDown);
  }

  @Test
  void keepsSayingThatItIsThere_andTakesASilentBrokerForDead() throws Exception {
    try (FakeBroker fake = new FakeBroker(1);
        Broker broker = connect(fake)) {
      for (int i = 0; i < 3; i++) {
        assertThat(fake.kinds.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .isEqualTo(Frame.HEARTBEAT);
      }
      assertThat(loss.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(broker.isOpen()).isFalse();
      assertThatThrownBy(broker::cancel).hasMessageContaining("nothing was heard");
    }
  }

  @Test
  void putsTogetherWhatComesInPieces_whateverThePauses() throws Exception {
    byte[] all = aDeliveryInPieces();
    Deliveries deliveries = new Deliveries();
    try (FakeBroker fake = new FakeBroker(1);
        Broker broker = connect(fake)) {
      Thread.ofVirtual().start(() -> consume(broker, deliveries));
      await().until(() -> fake.kinds.contains(Frame.METHOD));
      int[] cuts = {0, 3, 20, 40, 41, all.length};
      for (int i = 1; i < cuts.length; i++) {
        Thread.sleep(400); // so that the client's reading times out in the middle
        fake.say(Arrays.copyOfRange(all, cuts[i - 1], cuts[i]));
      }

      Delivery delivery = deliveries.next();
      assertThat(delivery.tag()).isEqualTo(7);
      assertThat(new String(delivery.bytes(), UTF_8)).isEqualTo("hello");
      assertThat(broker.isOpen()).isTrue();
    }
  }

  private static byte[] aDeliveryInPieces() throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    new FrameOutput()
        .method(Broker.CHANNEL, Method.BASIC_DELIVER)
        .shortText("worker")
        .longLong(7)
        .octet(0)
        .shortText("")
        .shortText("")
        .end()
        .begin(Frame.HEADER, Broker.CHANNEL)
        .shortInt(60)
        .shortInt(0)
        .longLong(5)
        .shortInt(0)
        .end()
        .begin(Frame.BODY, Broker.CHANNEL)
        .raw("hello".getBytes(UTF_8), 0, 2)
        .end()
        .begin(Frame.HEARTBEAT, 0)
        .end()
        .begin(Frame.BODY, Broker.CHANNEL)
        .raw("hello".getBytes(UTF_8), 2, 3)
        .end()
        .sendTo(frames);
    return frames.toByteArray();
  }

  @Test
  void isLost_whenTheHeapIsFull() throws Exception {
    Consumer hungry =
        new Consumer() {
          @Override
          public void delivered(Delivery delivery) {
            throw new OutOfMemoryError("as if");
          }

          @Override
          public void cancelled() {
            throw new AssertionError("nobody cancels");
          }
        };
    try (FakeBroker fake = new FakeBroker(60);
        Broker broker = connect(fake)) {
      Thread.ofVirtual().start(() -> consume(broker, hungry));
      await().until(() -> fake.kinds.contains(Frame.METHOD));

      fake.say(aDeliveryInPieces());

      assertThat(loss.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(broker.isOpen()).isFalse();
    }
  }

  private static void consume(Broker broker, Consumer consumer) {
    try {
      broker.consume("queue", consumer);
    } catch (IOException | InterruptedException e) {
      // the fake never answers
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "\1\0\1\0\0\0\4\0\0\0\0X",
        "\1\0\1\0\0\0\1\0\u00CE",
        "\7\0\1\0\0\0\0\u00CE"
      })
  void endsAConnection_whereNonsenseIsSaid(String nonsense) throws Exception {
    try (FakeBroker fake = new FakeBroker(60);
        Broker broker = connect(fake)) {
      fake.say(nonsense.getBytes(ISO_8859_1));

      assertThat(loss.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(broker.isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "\1\0\0\0\0\0\4\0\12\0\12\u00CE",
        "\1\0\0\0\0\0\16\0\12\0\12\0\11\0\0\0\0\u00FF\u00FF\u00FF\u00FF\u00CE",
        "\1\0\0\0\0\0\16\0\12\0\12\0\11\0\0\0\0\177\u00FF\u00FF\u00FF\u00CE"
      })
  void doesNotConnect_toWhatIsNoBroker(String greeting) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(server, greeting));

      assertThatThrownBy(() ->
              Broker.connect(
                  "amqp://127.0.0.1:" + server.getLocalPort(), "test", PATIENCE, loss::countDown))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketException.class);
      assertThat(loss.getCount()).isOne();
    }
  }

  private static void greet(ServerSocket server, String greeting) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write(greeting.getBytes(ISO_8859_1));
      client.getInputStream().readAllBytes();
    } catch (IOException e) {
      // the client has left
    }
  }

  @Test
  void sendsTogetherWhatIsSaidTogether_alsoWhereThatBreaksOff() throws Exception {
    try (FakeBroker fake = new FakeBroker(60);
        Broker broker = connect(fake)) {
      broker.together(() -> {
        broker.cancel();
        LockSupport.parkNanos(300_000_000);
        assertThat(fake.kinds).isEmpty();
        broker.publish("exchange", "key", "text/plain", "x".repeat(20_000).getBytes(UTF_8));
        broker.cancel();
      });
      for (int kind :
          new int[] {Frame.METHOD, Frame.METHOD, Frame.HEADER, Frame.BODY, Frame.METHOD}) {
        assertThat(fake.kinds.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(kind);
      }

      assertThatThrownBy(() ->
              broker.together(() -> {
                broker.cancel();
                throw new IOException("enough");
              }))
          .hasMessage("enough");
      assertThat(fake.kinds.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Frame.METHOD);

      broker.cancel(); // not held back any more
      assertThat(fake.kinds.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Frame.METHOD);
    }
  }

  @Test
  void givesUpWaiting_forAnAnswer() throws Exception {
    try (FakeBroker fake = new FakeBroker(60);
        Broker broker =
            Broker.connect(fake.uri(), "test", Duration.ofMillis(200), loss::countDown)) {
      assertThatThrownBy(() -> broker.consume("queue", new Deliveries()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not answer");
    }
  }
}
