package dev.oneshot.pool.app;

import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.pool.JobAnnouncer;
import dev.oneshot.pool.PoolClock;
import dev.oneshot.pool.PoolController;
import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.launch.WorkerLauncher;
import dev.oneshot.pool.rabbit.RabbitQueueObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/** Makes pools' controllers on this program's broker and store. */
record Controllers(
    ConnectionFactory broker,
    RecoveryStore jobs,
    JobAnnouncer announcer,
    InstantSource serverTime,
    MeterRegistry meters) {

  PoolController of(PoolSettings pool, WorkerLauncher launcher) {
    return new PoolController(
        pool,
        launcher,
        new RabbitQueueObserver(broker, pool.name()),
        jobs,
        announcer,
        PoolClock.by(serverTime),
        meters);
  }
}
