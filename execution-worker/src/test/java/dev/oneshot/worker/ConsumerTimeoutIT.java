package dev.oneshot.worker;

import static dev.oneshot.worker.fixture.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.CancelCallback;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ConsumerShutdownSignalCallback;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.message.WorkerEvent.Phase;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.testsupport.TestStore;
import dev.oneshot.topology.Topology;
import dev.oneshot.worker.fixture.Distribution;
import dev.oneshot.worker.fixture.Site;
import dev.oneshot.worker.fixture.WorkerProcess;
import dev.oneshot.worker.functions.Scripted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A broker that gives up on whoever does not acknowledge within a second, and jobs that take
 * longer. RabbitMQ's own limit is 30 minutes, looked at once a minute.
 */
class ConsumerTimeoutIT {
  private static final Path FUNCTIONS =
      Path.of("target", "execution-worker-0.1.0-SNAPSHOT-tests.jar").toAbsolutePath();

  private static @Nullable TestBroker broker;

  @BeforeAll
  static void start() {
    TestBroker started = TestBroker.start();
    broker = started;
    assumeThat(started.isRealRabbit()).as("the embedded broker has no such limit").isTrue();
    started.rabbitmqctl("eval", "application:set_env(rabbit, consumer_timeout, 1000).");
    started.rabbitmqctl("eval", "application:set_env(rabbit, channel_tick_interval, 500).");
  }

  @AfterAll
  static void close() {
    if (broker != null) {
      broker.close();
    }
  }

  private static TestBroker broker() {
    return Objects.requireNonNull(broker);
  }

  private static Site site() throws Exception {
    return new Site(
        broker().newVirtualHost(), TestStore.shared().uri(), TestStore.shared().newDatabaseName());
  }

  private static WorkerProcess worker(Site site) throws Exception {
    WorkerProcess.Starter starter =
        WorkerProcess.starter(Distribution.built(), site)
            .functions(List.of(FUNCTIONS))
            .option("-Xmx64m");
    Distribution.built().cached().forEach(starter::option);
    return starter.start();
  }

  /** Without this the other test would prove nothing. */
  @Test
  void givesUpOnAConsumerThatDoesNotAcknowledge() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    try (Site site = site()) {
      factory.setUri(site.brokerUri);
      try (Connection connection = factory.newConnection()) {
        CountDownLatch givenUp = new CountDownLatch(1);
        BlockingQueue<Boolean> redeliveries = new LinkedBlockingQueue<>();
        // up to 4.2 the channel is closed, from 4.3 on the consumer is cancelled
        CancelCallback cancelled = tag -> givenUp.countDown();
        ConsumerShutdownSignalCallback closed = (tag, signal) -> givenUp.countDown();
        String queue = Topology.assignments(Topology.DEFAULT_POOL);
        connection
            .createChannel()
            .basicConsume(queue, false, (tag, delivery) -> {}, cancelled, closed);
        site.publish(JobId.random());

        assertThat(givenUp.await(30, TimeUnit.SECONDS)).isTrue();
        connection
            .createChannel()
            .basicConsume(
                queue,
                true,
                (tag, delivery) -> redeliveries.add(delivery.getEnvelope().isRedeliver()),
                tag -> {});
        assertThat(redeliveries.poll(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void runsAJobThatTakesLongerOnce_andDisturbsNobody() throws Exception {
    try (Site site = site();
        WorkerProcess first = worker(site);
        WorkerProcess second = worker(site)) {
      site.await(Phase.READY);
      site.await(Phase.READY);
      JobId id = site.submit(aJob(Scripted.class).payload("sleep 8000\nresult").build());
      String taker = site.await(Phase.TAKEN).worker();
      WorkerProcess busy = taker.equals(first.id()) ? first : second;
      WorkerProcess idle = taker.equals(first.id()) ? second : first;

      assertThat(site.awaitEnd().job()).isEqualTo(id);

      assertThat(busy.await()).as(busy.errors()).isZero();
      Job ended = site.find(id);
      assertThat(ended.state()).isEqualTo(JobState.DONE);
      assertThat(ended.attempt()).isEqualTo(1);
      assertThat(site.workerEvents).as("taken a second time").isEmpty();
      await().atMost(Duration.ofSeconds(5)).until(() -> site.queued() == 0);

      // whoever waited longer than the limit is still in line
      JobId next = site.submit(aJob(Scripted.class).payload("result").build());
      assertThat(site.awaitEnd().job()).isEqualTo(next);
      assertThat(idle.await()).as(idle.errors()).isZero();
    }
  }
}
