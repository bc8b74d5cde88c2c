package dev.oneshot.pool.app;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.job.mongo.MongoRecoveryStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.job.mongo.StoreUri;
import dev.oneshot.pool.JobAnnouncer;
import dev.oneshot.pool.declaration.PoolsFile;
import dev.oneshot.pool.kubernetes.Cluster;
import dev.oneshot.pool.kubernetes.PodLauncherSettings;
import dev.oneshot.pool.process.ProcessLauncherSettings;
import dev.oneshot.pool.process.WorkerConnections;
import dev.oneshot.pool.rabbit.BrokerConnections;
import dev.oneshot.pool.rabbit.RabbitJobAnnouncer;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Broker, store, the file and what is kept of it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  BrokerProperties.class,
  KubernetesProperties.class,
  PoolsProperties.class,
  StoreProperties.class,
  WorkerProperties.class
})
class AppConfiguration {

  /** One thread of each pool waits for the store: it gives up within seconds. */
  @Bean(destroyMethod = "close")
  MongoClient store(StoreProperties properties) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(5, SECONDS))
            .applyToConnectionPoolSettings(pool -> pool.maxWaitTime(5, SECONDS))
            .applyToSocketSettings(
                socket -> socket.connectTimeout(3, SECONDS).readTimeout(30, SECONDS))
            .applyConnectionString(StoreUri.read(properties.uri())) // what it says counts more
            .build());
  }

  @Bean
  ConnectionFactory broker(BrokerProperties properties) {
    return BrokerConnections.to(properties.uri());
  }

  @Bean(destroyMethod = "close")
  RabbitJobAnnouncer announcer(ConnectionFactory broker) {
    return new RabbitJobAnnouncer(broker);
  }

  @Bean
  Controllers controllers(
      MongoClient store,
      StoreProperties properties,
      ConnectionFactory broker,
      JobAnnouncer announcer,
      MeterRegistry meters) {
    MongoDatabase database = store.getDatabase(properties.database());
    InstantSource serverTime = new MongoServerClock(database);
    return new Controllers(
        broker, new MongoRecoveryStore(database, serverTime), announcer, serverTime, meters);
  }

  @Bean
  DeclaredPools declaredPools(
      PoolsProperties properties, WorkerProperties workers, MeterRegistry meters) {
    return new DeclaredPools(
        new PoolsFile(properties.file(), workers.home()), InstantSource.system(), meters);
  }

  @Bean(destroyMethod = "")
  PodPools podPools(
      KubernetesProperties kubernetes,
      StoreProperties store,
      WorkerConnections connections,
      Controllers controllers,
      MeterRegistry meters)
      throws UnknownHostException {
    return new PodPools(
        Cluster::connect,
        new PodLauncherSettings(kubernetes.owner(), store.database(), connections.wires()),
        kubernetes.identity().isEmpty() ? hostName() : kubernetes.identity(),
        controllers,
        meters);
  }

  @Bean
  PoolKeeper poolKeeper(
      DeclaredPools declared, ProcessPools processes, PodPools pods, PoolsProperties properties) {
    return new PoolKeeper(declared, processes, pods, properties.reloadInterval());
  }

  @Bean
  HealthIndicator poolsHealthIndicator(PoolsReport report) {
    return new PoolsHealth(report);
  }

  @Bean
  PoolsReport poolsReport(DeclaredPools declared, ProcessPools processes, PodPools pods) {
    return new PoolsReport(declared, processes, pods);
  }

  @Bean
  WorkerConnections workerConnections(BrokerProperties broker, StoreProperties store) {
    return new WorkerConnections(broker.uri(), store.uri(), store.database());
  }

  @Bean(destroyMethod = "") // the keeper ends them, in their turn
  ProcessPools processPools(
      WorkerProperties workers, WorkerConnections connections, Controllers controllers)
      throws UnknownHostException {
    return new ProcessPools(
        workers,
        new ProcessLauncherSettings(
            workers.directory(), hostName(), connections, workers.stopGrace()),
        controllers);
  }

  private static String hostName() throws UnknownHostException {
    return InetAddress.getLocalHost().getHostName();
  }
}
