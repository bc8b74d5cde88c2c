package dev.oneshot.pool;

import dev.oneshot.message.WorkerEvent;
import dev.oneshot.message.WorkerEvent.Phase;
import dev.oneshot.pool.launch.WorkerDeath;
import java.time.Instant;

/** What a pool's controller hears between two steps, with the local time at which it did. */
sealed interface Happening {
  /** A worker told of itself. */
  record Told(WorkerEvent event, Instant at) implements Happening {}

  record Died(WorkerDeath death, Instant at) implements Happening {}

  /** Whether a worker was taken by a job. */
  default boolean isTake() {
    return this instanceof Told(WorkerEvent event, _) && event.phase() == Phase.TAKEN;
  }
}
