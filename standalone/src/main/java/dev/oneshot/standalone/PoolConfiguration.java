package dev.oneshot.standalone;

import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.pool.JobAnnouncer;
import dev.oneshot.pool.PoolClock;
import dev.oneshot.pool.PoolController;
import dev.oneshot.pool.process.ProcessLauncher;
import dev.oneshot.pool.process.ProcessLauncherSettings;
import dev.oneshot.pool.process.WorkerConnections;
import dev.oneshot.pool.process.WorkerDistribution;
import dev.oneshot.pool.rabbit.BrokerConnections;
import dev.oneshot.pool.rabbit.RabbitJobAnnouncer;
import dev.oneshot.pool.rabbit.RabbitQueueObserver;
import dev.oneshot.request.messaging.Pools;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pools' controllers and their process launcher, as beans beside the service's. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerProperties.class)
class PoolConfiguration {
  /** So that who is asked to end at his drain's end still hands his job back. */
  private static final Duration HAND_BACK = Duration.ofSeconds(5);

  @Bean(destroyMethod = "") // the pools end it with its workers, in their turn
  ProcessLauncher processLauncher(
      Servers servers,
      Installation installation,
      WorkerProperties workers,
      @Value("${oneshot.store.database:oneshot}") String database)
      throws IOException {
    WorkerConnections connections =
        new WorkerConnections(servers.brokerUri(), servers.storeUri(), database);
    return new ProcessLauncher(
        new ProcessLauncherSettings(
            // a directory for all users would belong to the first of them
            Path.of(
                System.getProperty("java.io.tmpdir"),
                "oneshot-workers-" + System.getProperty("user.name")),
            InetAddress.getLocalHost().getHostName(),
            connections,
            stopGrace(servers, workers)),
        WorkerDistribution.in(installation.worker(), connections.wires()));
  }

  /** Nobody waits for jobs that end with the store in which they are. */
  static Duration stopGrace(Servers servers, WorkerProperties workers) {
    return servers.hasOwnStore()
        ? ProcessLauncherSettings.DEFAULT_STOP_GRACE
        : workers.drain().plus(HAND_BACK);
  }

  // the factory is no bean: the service's own connection comes from Boot
  private static ConnectionFactory broker(Servers servers) {
    return BrokerConnections.to(servers.brokerUri());
  }

  @Bean(destroyMethod = "close")
  RabbitJobAnnouncer jobAnnouncer(Servers servers) {
    return new RabbitJobAnnouncer(broker(servers));
  }

  @Bean
  StandalonePool standalonePool(
      Servers servers,
      Installation installation,
      PoolSize size,
      WorkerProperties workers,
      Pools pools,
      ProcessLauncher launcher,
      RecoveryStore jobs,
      JobAnnouncer announcer,
      InstantSource serverTime,
      MeterRegistry meters) {
    return StandalonePool.of(
        pools.names().stream()
            .map(name ->
                new PoolController(
                    workers.pool(name, size, installation.functionJars()),
                    launcher,
                    new RabbitQueueObserver(broker(servers), name),
                    jobs,
                    announcer,
                    PoolClock.by(serverTime),
                    meters))
            .toList(),
        launcher);
  }
}
