package dev.oneshot.standalone.endtoend;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.job.mongo.MongoRecoveryStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.pool.PoolClock;
import dev.oneshot.pool.PoolController;
import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.PoolStatus;
import dev.oneshot.pool.WorkerPools;
import dev.oneshot.pool.process.ProcessLauncher;
import dev.oneshot.pool.process.ProcessLauncherSettings;
import dev.oneshot.pool.process.WorkerConnections;
import dev.oneshot.pool.process.WorkerDistribution;
import dev.oneshot.pool.rabbit.RabbitJobAnnouncer;
import dev.oneshot.pool.rabbit.RabbitQueueObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The default pool of real worker processes, independent of any replica. */
final class WorkerPool implements AutoCloseable {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MongoClient store;
  private final RabbitJobAnnouncer announcer;
  private final WorkerPools pools;

  WorkerPool(Backing backing, PoolSettings settings, Path distribution, Path directory)
      throws Exception {
    store = MongoClients.create(impatient(backing.storeUri()));
    MongoDatabase database = store.getDatabase(backing.database());
    MongoServerClock serverTime = new MongoServerClock(database);
    ConnectionFactory broker = new ConnectionFactory();
    broker.setUri(backing.brokerUri());
    announcer = new RabbitJobAnnouncer(broker);
    ProcessLauncher launcher =
        new ProcessLauncher(
            new ProcessLauncherSettings(
                directory,
                "end-to-end",
                new WorkerConnections(backing.brokerUri(), backing.storeUri(), backing.database()),
                ProcessLauncherSettings.DEFAULT_STOP_GRACE),
            WorkerDistribution.in(distribution));
    PoolController controller =
        new PoolController(
            settings,
            launcher,
            new RabbitQueueObserver(broker, settings.name()),
            new MongoRecoveryStore(database, serverTime),
            announcer,
            PoolClock.by(serverTime),
            meters);
    pools = new WorkerPools(List.of(controller), launcher);
    pools.start();
  }

  private static MongoClientSettings impatient(String uri) {
    return MongoClientSettings.builder()
        .applyConnectionString(new ConnectionString(uri))
        .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(3, TimeUnit.SECONDS))
        .build();
  }

  PoolStatus status() {
    return pools.statuses().getFirst();
  }

  long launched() {
    return (long) meters.get("oneshot.workers.launched").counter().count();
  }

  @Override
  public void close() {
    pools.close();
    announcer.close();
    store.close();
  }
}
