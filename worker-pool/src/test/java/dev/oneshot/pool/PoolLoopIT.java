package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Worker;
import dev.oneshot.job.mongo.MongoClaims;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoRecoveryStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.rabbit.RabbitJobAnnouncer;
import dev.oneshot.pool.rabbit.RabbitQueueObserver;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.testsupport.TestStore;
import dev.oneshot.topology.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loop itself, with broker and store; the workers are this test's consumers. */
class PoolLoopIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void replacesAtTheTake_andReleasesTheJobOfADeadWorker_withoutBeingStepped() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(TestBroker.shared().newVirtualHost());
    try (MongoClient client = MongoClients.create(TestStore.shared().uri());
        Connection connection = factory.newConnection("test");
        RabbitJobAnnouncer announcer = new RabbitJobAnnouncer(factory)) {
      MongoDatabase database = client.getDatabase(TestStore.shared().newDatabaseName());
      MongoServerClock time = new MongoServerClock(database);
      FakeLauncher launcher = new FakeLauncher("a", new FakeBroker(), Instant::now);
      PoolController controller =
          new PoolController(
              PoolSettings.of("default"),
              launcher,
              new RabbitQueueObserver(factory, "default"),
              new MongoRecoveryStore(database, time),
              announcer,
              PoolClock.by(time),
              new SimpleMeterRegistry());
      try (WorkerPools pools = new WorkerPools(List.of(controller), launcher)) {
        pools.start();
        await().atMost(LIMIT).until(() -> controller.status().starting() == 2);
        Channel channel = connection.createChannel();
        String tag = channel.basicConsume("assignments", new DefaultConsumer(channel));
        channel.basicConsume("assignments", new DefaultConsumer(channel));
        tell(channel, "a-1", WorkerEvent.Phase.READY);
        tell(channel, "a-2", WorkerEvent.Phase.READY);
        await().atMost(LIMIT).until(() -> controller.status().idle() == 2);
        assertThat(pools.statuses().getFirst().condition()).isEqualTo(new PoolCondition.Healthy());

        Job job = TestJobs.queued("default", time.instant());
        MongoJobStore jobs = new MongoJobStore(database, time);
        jobs.insert(job, time.instant().plusSeconds(60));
        channel.basicCancel(tag);
        new MongoClaims(database, time, Duration.ofSeconds(5))
            .claim(job.id(), new Worker("a-1", 1, null, "here", null), ClaimToken.random());
        tell(channel, "a-1", WorkerEvent.Phase.TAKEN);
        await().atMost(LIMIT).until(() -> launcher.launches() == 3);

        launcher.dies("a-1", new Exit.Signalled(9));
        await()
            .atMost(LIMIT)
            .until(() -> jobs.find(job.id()).orElseThrow().state() == JobState.FAILED);
      }
    }
  }

  private static void tell(Channel channel, String worker, WorkerEvent.Phase phase)
      throws IOException {
    channel.basicPublish(
        Topology.RESPONSES,
        Topology.workerKey("default", phase),
        null,
        new MessageCodec().write(new WorkerEvent(worker, phase)));
  }
}
