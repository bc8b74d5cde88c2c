package dev.oneshot.standalone;

import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.pool.PoolClock;
import dev.oneshot.pool.PoolController;
import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.WorkerPools;
import dev.oneshot.pool.process.ProcessLauncher;
import dev.oneshot.pool.process.ProcessLauncherSettings;
import dev.oneshot.pool.process.WorkerConnections;
import dev.oneshot.pool.process.WorkerDistribution;
import dev.oneshot.pool.rabbit.RabbitJobAnnouncer;
import dev.oneshot.pool.rabbit.RabbitQueueObserver;
import dev.oneshot.request.messaging.Pools;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pools' controllers and their process launcher, as beans beside the service's. */
@Configuration(proxyBeanMethods = false)
class PoolConfiguration {
  @Bean(destroyMethod = "") // StandalonePool ends it with its workers, in its turn
  ProcessLauncher processLauncher(Embedded embedded, Installation installation) throws IOException {
    Path directory = Files.createTempDirectory("oneshot-workers-");
    return new ProcessLauncher(
        new ProcessLauncherSettings(
            directory,
            InetAddress.getLocalHost().getHostName(),
            new WorkerConnections(embedded.brokerUri(), embedded.storeUri(), "oneshot"),
            ProcessLauncherSettings.DEFAULT_STOP_GRACE),
        WorkerDistribution.in(installation.worker()));
  }

  @Bean
  StandalonePool standalonePool(
      Embedded embedded,
      Installation installation,
      PoolSize size,
      Pools pools,
      ProcessLauncher launcher,
      RecoveryStore jobs,
      InstantSource serverTime,
      MeterRegistry meters)
      throws Exception {
    ConnectionFactory broker = new ConnectionFactory();
    broker.setUri(embedded.brokerUri());
    List<PoolController> controllers =
        pools.names().stream()
            .map(name ->
                new PoolController(
                    PoolSettings.of(name)
                        .withSize(size.min(), size.max())
                        .withFunctions(installation.functionJars()),
                    launcher,
                    new RabbitQueueObserver(broker, name),
                    jobs,
                    new RabbitJobAnnouncer(broker),
                    PoolClock.by(serverTime),
                    meters))
            .toList();
    return new StandalonePool(new WorkerPools(controllers, launcher));
  }
}
