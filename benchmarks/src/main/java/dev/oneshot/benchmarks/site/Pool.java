package dev.oneshot.benchmarks.site;

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
import dev.oneshot.pool.rabbit.RabbitJobAnnouncer;
import dev.oneshot.pool.rabbit.RabbitQueueObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The default pool, kept by a controller in this process. */
public final class Pool implements AutoCloseable {
  /** How the path of every worker's program ends. */
  public static final String WORKER_PROGRAM = "worker/runtime/bin/java";

  /** What a worker's heap may grow to in every part. */
  public static final long HEAP_BYTES = 256L << 20;

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final PoolController controller;
  private final WorkerPools pools;
  private final RabbitJobAnnouncer announcer;

  private Pool(PoolController controller, ProcessLauncher launcher, RabbitJobAnnouncer announcer) {
    this.controller = controller;
    this.pools = new WorkerPools(List.of(controller), launcher);
    this.announcer = announcer;
  }

  /**
   * Returns when {@code min} workers are idle.
   *
   * @param max alive at once, busy ones included
   * @param jvmOptions of workers, beside those of their distribution
   */
  public static Pool start(Site site, int min, int max, List<String> jvmOptions)
      throws IOException {
    return start(site, min, max, 1, jvmOptions);
  }

  /**
   * A pool whose workers may serve more than one job.
   *
   * @param maxJobs after which a worker ends
   */
  public static Pool start(Site site, int min, int max, int maxJobs, List<String> jvmOptions)
      throws IOException {
    PoolSettings defaults = PoolSettings.of("default");
    PoolSettings settings =
        new PoolSettings(
            defaults.name(),
            min,
            max,
            100,
            max,
            defaults.startTimeout(),
            HEAP_BYTES,
            jvmOptions,
            maxJobs,
            defaults.drain(),
            site.installation().functionJars(),
            defaults.logLimitBytes(),
            false);
    Pool pool =
        keep(
            settings,
            site.launcher(site.installation().worker()),
            site.brokerConnections(),
            site.database());
    pool.awaitFull();
    return pool;
  }

  /** Keeps a pool and returns at once; closing it closes the launcher, too. */
  public static Pool keep(
      PoolSettings settings,
      ProcessLauncher launcher,
      ConnectionFactory broker,
      MongoDatabase database) {
    MongoServerClock clock = new MongoServerClock(database);
    RabbitJobAnnouncer announcer = new RabbitJobAnnouncer(broker);
    Pool pool =
        new Pool(
            new PoolController(
                settings,
                launcher,
                new RabbitQueueObserver(broker, settings.name()),
                new MongoRecoveryStore(database, clock),
                announcer,
                PoolClock.by(clock),
                new SimpleMeterRegistry()),
            launcher,
            announcer);
    pool.pools.start();
    return pool;
  }

  /** Blocks until as many workers are idle as are wanted, and none starts or runs. */
  public void awaitFull() {
    Waiting.until(
        "the pool is full of idle workers", READY_WITHIN, () -> isFull(controller.status()));
  }

  /** The pool at its last step. */
  public PoolStatus status() {
    return controller.status();
  }

  private static boolean isFull(PoolStatus status) {
    return status.idle() >= status.min() && status.starting() == 0 && status.busy() == 0;
  }

  @Override
  public void close() {
    pools.close();
    announcer.close();
  }
}
