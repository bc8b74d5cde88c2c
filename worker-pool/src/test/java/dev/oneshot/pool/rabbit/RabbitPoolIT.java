package dev.oneshot.pool.rabbit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.GetResponse;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Origin;
import dev.oneshot.job.Retention;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Task;
import dev.oneshot.job.Times;
import dev.oneshot.message.Assignment;
import dev.oneshot.message.JobEvent;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.payload.Payload;
import dev.oneshot.pool.QueueObserver.Look;
import dev.oneshot.testsupport.Ports;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real broker; it is started once for the class and restarted by one test. */
class RabbitPoolIT {
  private static final String POOL = "scan";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final MessageCodec codec = new MessageCodec();
  private final BlockingQueue<WorkerEvent> told = new LinkedBlockingQueue<>();
  private ConnectionFactory factory;
  private Connection worker;
  private Channel channel;
  private RabbitQueueObserver observer;

  @BeforeEach
  void connect() throws Exception {
    connectTo(TestBroker.shared().newVirtualHost());
  }

  private void connectTo(String uri) throws Exception {
    factory = new ConnectionFactory();
    factory.setUri(uri);
    worker = factory.newConnection("test");
    channel = worker.createChannel();
    observer = new RabbitQueueObserver(factory, POOL);
    observer.listen(told::add);
  }

  @AfterEach
  void close() {
    observer.close();
    worker.abort(1000);
  }

  @Test
  void declaresWhatIsMissing_andCountsTheQueuesConsumers() throws Exception {
    assertThat(observer.look()).isEqualTo(new Look.Seen(0, 1));
    consume();
    String second = consume();
    awaitConsumers(2);
    channel.basicCancel(second);
    awaitConsumers(1);
  }

  @Test
  void hearsItsOwnPoolsWorkers_andNobodyElse_andNoGarbage() throws Exception {
    observer.look();
    tell("other", new WorkerEvent("o-1", WorkerEvent.Phase.READY));
    publish(Topology.workerKey(POOL, WorkerEvent.Phase.READY), "no event".getBytes(UTF_8));
    tell(POOL, new WorkerEvent("s-1", WorkerEvent.Phase.READY));
    tell(POOL, new WorkerEvent("s-1", WorkerEvent.Phase.TAKEN));
    assertThat(heard()).isEqualTo(new WorkerEvent("s-1", WorkerEvent.Phase.READY));
    assertThat(heard()).isEqualTo(new WorkerEvent("s-1", WorkerEvent.Phase.TAKEN));
    assertThat(told).isEmpty();
  }

  @Test
  void declaresTheQueueAnew_whenSomebodyDeletedIt() throws Exception {
    observer.look();
    channel.queueDelete(Topology.assignments(POOL));
    assertThat(observer.look()).isEqualTo(new Look.Seen(0, 1));
  }

  @Test
  void saysThatItCannotSee_andListensAnewAfterARestart() throws Exception {
    try (TestBroker broker = TestBroker.start()) {
      observer.close();
      worker.abort(1000);
      connectTo(broker.uri());
      assertThat(observer.look()).isEqualTo(new Look.Seen(0, 1));
      broker.kill();
      await().atMost(LIMIT).until(() -> observer.look() instanceof Look.Unseen);
      broker.restart();
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(observer.look()).isEqualTo(new Look.Seen(0, 2)));
      worker = factory.newConnection("test");
      channel = worker.createChannel();
      tell(POOL, new WorkerEvent("s-2", WorkerEvent.Phase.READY));
      assertThat(heard()).isEqualTo(new WorkerEvent("s-2", WorkerEvent.Phase.READY));
      worker.abort(1000);
      observer.close();
    }
  }

  @Test
  void announcesEndsToTheReplicaThatWaits_andReturnsToTheQueue() throws Exception {
    observer.look();
    String replies = channel.queueDeclare().getQueue();
    channel.queueBind(replies, Topology.RESPONSES, Topology.jobKeysOf("replica-1"));
    try (RabbitJobAnnouncer announcer = new RabbitJobAnnouncer(factory)) {
      Job ended = job(JobState.FAILED);
      announcer.ended(ended);
      assertThat(codec.readJobEvent(next(replies)))
          .contains(new JobEvent(ended.id(), 1, JobState.FAILED));
      Job again = job(JobState.QUEUED);
      announcer.queuedAgain(again);
      assertThat(codec.readAssignment(next(Topology.assignments(POOL))))
          .contains(new Assignment(again.id()));
    }
  }

  @Test
  void dropsAnAnnouncement_whenThereIsNoBroker() throws Exception {
    ConnectionFactory nowhere = new ConnectionFactory();
    nowhere.setUri("amqp://127.0.0.1:" + Ports.free());
    try (RabbitJobAnnouncer announcer = new RabbitJobAnnouncer(nowhere)) {
      announcer.ended(job(JobState.FAILED));
    }
  }

  private String consume() throws Exception {
    return channel.basicConsume(Topology.assignments(POOL), false, new DefaultConsumer(channel));
  }

  private void awaitConsumers(int number) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(observer.look()).isEqualTo(new Look.Seen(number, 1)));
  }

  private void tell(String pool, WorkerEvent event) throws Exception {
    publish(Topology.workerKey(pool, event.phase()), codec.write(event));
  }

  private void publish(String key, byte[] body) throws Exception {
    channel.basicPublish(Topology.RESPONSES, key, null, body);
  }

  private WorkerEvent heard() throws InterruptedException {
    return Objects.requireNonNull(told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
  }

  private byte[] next(String queue) {
    GetResponse got =
        await().atMost(LIMIT).until(() -> channel.basicGet(queue, true), Objects::nonNull);
    return got.getBody();
  }

  private static Job job(JobState state) {
    Instant now = Instant.now();
    Task task =
        new Task(
            "scan",
            "Scan",
            POOL,
            Duration.ofSeconds(1),
            RetryPolicy.AT_MOST_ONCE,
            1,
            "text/plain",
            new Retention(Duration.ZERO, Duration.ZERO));
    return new Job(
        JobId.random(),
        task,
        new Origin("replica-1", "00-1-2-01"),
        state,
        null,
        1,
        new Times(now, now, now, null, null),
        Payload.empty("text/plain"),
        null,
        null,
        null,
        null);
  }
}
