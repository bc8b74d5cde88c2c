package dev.oneshot.pool;

import dev.oneshot.message.WorkerEvent;
import java.util.Objects;
import java.util.function.Consumer;

/** What a pool sees on the broker: who waits on its queue, and what workers tell. */
public interface QueueObserver extends AutoCloseable {
  /**
   * Tells all later events of the pool's workers, whoever launched them, to {@code listener}, on a
   * thread of its own, so it must only take note. Called once, before the first {@link #look}.
   */
  void listen(Consumer<WorkerEvent> listener);

  /** Called by one thread; reconnects by itself and returns within seconds. */
  Look look();

  @Override
  void close();

  /** What came of a look. */
  sealed interface Look {
    /**
     * @param consumers on the pool's queue
     * @param subscription counts how often listening began anew; events in between are lost
     */
    record Seen(int consumers, int subscription) implements Look {}

    /** The broker does not answer. */
    record Unseen(String reason) implements Look {
      public Unseen {
        Objects.requireNonNull(reason, "reason");
      }
    }
  }
}
