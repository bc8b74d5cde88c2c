package dev.oneshot.benchmarks.site;

import dev.oneshot.pool.QueueObserver;
import dev.oneshot.pool.QueueObserver.Look;
import dev.oneshot.pool.rabbit.RabbitQueueObserver;
import dev.oneshot.topology.Topology;

/**
 * How many workers of the default pool wait for a job, as the broker knows: its queue's consumers.
 * A worker stops consuming with its first job. For one thread.
 */
public final class IdleWorkers implements AutoCloseable {
  private final QueueObserver queue;

  IdleWorkers(Site site) {
    this.queue = new RabbitQueueObserver(site.brokerConnections(), Topology.DEFAULT_POOL);
    count(); // connects
  }

  /** At this moment; a round trip to the broker. */
  public int count() {
    return switch (queue.look()) {
      case Look.Seen seen -> seen.consumers();
      case Look.Unseen unseen -> throw new IllegalStateException(unseen.reason());
    };
  }

  @Override
  public void close() {
    queue.close();
  }
}
