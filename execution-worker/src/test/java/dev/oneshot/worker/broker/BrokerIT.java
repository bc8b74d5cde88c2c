package dev.oneshot.worker.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.oneshot.testsupport.TestBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our own client against a real broker, and the library's beside it. */
class BrokerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String QUEUE = "jobs";
  private static final String TYPE = "text/plain";

  private final CountDownLatch loss = new CountDownLatch(1);
  private final Deliveries deliveries = new Deliveries();
  private String uri = "";
  private Connection connection;
  private Channel channel;
  private Broker broker;

  @BeforeEach
  void connect() throws Exception {
    uri = TestBroker.shared().newVirtualHost();
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    connection = factory.newConnection();
    channel = connection.createChannel();
    channel.queueDeclare(QUEUE, true, false, false, Map.of());
    broker = Broker.connect(uri, "test", PATIENCE, loss::countDown);
  }

  @AfterEach
  void close() {
    broker.close();
    connection.abort();
  }

  private void publish(String text) throws IOException {
    channel.basicPublish("", QUEUE, null, text.getBytes(UTF_8));
  }

  private static String text(Delivery delivery) {
    return new String(delivery.bytes(), UTF_8);
  }

  @Test
  void bringsOneMessage_untilItIsSettled() throws Exception {
    publish("one");
    publish("two");
    broker.consume(QUEUE, deliveries);

    Delivery one = deliveries.next();
    assertThat(text(one)).isEqualTo("one");
    assertThat(deliveries.soon()).isNull();
    broker.acknowledge(one);
    assertThat(text(deliveries.next())).isEqualTo("two");
  }

  @Test
  void throwsAwayWhatItRejects() throws Exception {
    // the embedded broker keeps what no dead-letter queue takes
    assumeThat(TestBroker.shared().isRealRabbit()).isTrue();
    publish("one");
    publish("two");
    broker.consume(QUEUE, deliveries);

    broker.reject(deliveries.next());

    assertThat(text(deliveries.next())).isEqualTo("two");
  }

  @Test
  void bringsNoOther_onceTheLineIsLeft_andComesBack() throws Exception {
    publish("one");
    publish("two");
    broker.consume(QUEUE, deliveries);
    Delivery one = deliveries.next();

    broker.cancel();
    broker.acknowledge(one);
    assertThat(deliveries.soon()).isNull();
    assertThat(channel.messageCount(QUEUE)).isOne();

    broker.consume(QUEUE, deliveries);
    assertThat(text(deliveries.next())).isEqualTo("two");
  }

  @Test
  void givesBackWhatItHolds_whenItLeaves() throws Exception {
    publish("one");
    broker.consume(QUEUE, deliveries);
    deliveries.next();

    broker.close();

    assertThat(loss.getCount()).isOne();
    broker = Broker.connect(uri, "test", PATIENCE, loss::countDown);
    broker.consume(QUEUE, deliveries);
    assertThat(text(deliveries.next())).isEqualTo("one");
  }

  @Test
  void leavesOutABody_thatIsMeantForNobodyHere() throws Exception {
    publish("x".repeat(40_000));
    publish("x".repeat(1_000_000));
    publish("");
    publish("short");
    broker.consume(QUEUE, deliveries);

    int[] lengths = {40_000, 0, 0, "short".length()};
    for (int length : lengths) {
      Delivery delivery = deliveries.next();
      assertThat(delivery.bytes()).hasSize(length);
      broker.acknowledge(delivery);
    }
  }

  @Test
  void publishes_alsoWhatTakesSeveralFrames() throws Exception {
    byte[] body = new byte[300_000];
    new Random(1).nextBytes(body);

    broker.publish("", QUEUE, TYPE, body);
    broker.awaitConfirmations(PATIENCE);

    GetResponse got = channel.basicGet(QUEUE, true);
    assertThat(got.getBody()).isEqualTo(body);
    assertThat(got.getProps().getContentType()).isEqualTo(TYPE);
  }

  @Test
  void waitsUntilTheBrokerHasAll() throws Exception {
    for (int i = 0; i < 500; i++) {
      broker.publish("", QUEUE, TYPE, new byte[10]);
    }
    broker.awaitConfirmations(PATIENCE);

    assertThat(channel.messageCount(QUEUE)).isEqualTo(500);
  }

  @Test
  void rehearsesAMessage_withoutTheBroker() throws Exception {
    broker.rehearse("as if".getBytes(UTF_8), deliveries);

    assertThat(text(deliveries.next())).isEqualTo("as if");
    publish("one");
    broker.consume(QUEUE, deliveries);
    assertThat(text(deliveries.next())).isEqualTo("one");
  }

  @Test
  void tellsThatTheQueueIsGone() throws Exception {
    assumeThat(TestBroker.shared().isRealRabbit()).isTrue();
    broker.consume(QUEUE, deliveries);

    channel.queueDelete(QUEUE);

    assertThat(deliveries.isCancelled()).isTrue();
    assertThat(broker.isOpen()).isTrue();
  }

  @Test
  void saysWhatTheBrokerRefused_andIsOfNoUseThen() throws Exception {
    assertThatThrownBy(() -> broker.consume("absent", deliveries))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("404")
        .hasMessageContaining("absent");

    assertThat(loss.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(broker.isOpen()).isFalse();
    assertThatThrownBy(() -> broker.publish("", QUEUE, TYPE, new byte[1]))
        .hasMessageContaining("lost");
  }

  @Test
  void noticesThatAnExchangeIsMissing_whileItWaits() throws Exception {
    broker.publish("absent", "key", TYPE, new byte[1]);

    assertThatThrownBy(() -> broker.awaitConfirmations(PATIENCE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void saysWhyItIsNotLetIn_withoutItsPassword() {
    String wrong = uri.replaceFirst("//[^@]*@", "//").replace("//", "//nobody:s3cret@");

    assertThatThrownBy(() -> Broker.connect(wrong, "test", PATIENCE, loss::countDown))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broker closed the connection")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void saysThatTheVirtualHostIsMissing() {
    assumeThat(TestBroker.shared().isRealRabbit()).isTrue();
    String wrong = uri.substring(0, uri.lastIndexOf('/')) + "/absent";

    assertThatThrownBy(() -> Broker.connect(wrong, "test", PATIENCE, loss::countDown))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent");
  }
}
