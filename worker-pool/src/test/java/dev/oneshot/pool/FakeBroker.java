package dev.oneshot.pool;

import dev.oneshot.message.WorkerEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One pool's queue and its events, for any number of controllers. */
final class FakeBroker {
  private final Set<String> consumers = new LinkedHashSet<>();
  private final Set<String> everConsumed = new LinkedHashSet<>();
  private final List<Consumer<WorkerEvent>> listeners = new ArrayList<>();
  private boolean isAway;
  private boolean losesEvents;
  private int subscription = 1;

  void consumes(String workerId) {
    consumers.add(workerId);
    everConsumed.add(workerId);
    tell(new WorkerEvent(workerId, WorkerEvent.Phase.READY));
  }

  void cancels(String workerId) {
    consumers.remove(workerId);
  }

  void tell(WorkerEvent event) {
    if (!losesEvents) {
      listeners.forEach(listener -> listener.accept(event));
    }
  }

  boolean hasConsumed(String workerId) {
    return everConsumed.contains(workerId);
  }

  Set<String> consumers() {
    return consumers;
  }

  void goesAway() {
    isAway = true;
  }

  void comesBack() {
    isAway = false;
    subscription++;
  }

  void losesEvents(boolean loses) {
    losesEvents = loses;
  }

  QueueObserver observer() {
    return new QueueObserver() {
      @Override
      public void listen(Consumer<WorkerEvent> listener) {
        listeners.add(listener);
      }

      @Override
      public Look look() {
        return isAway
            ? new Look.Unseen("connection refused")
            : new Look.Seen(consumers.size(), subscription);
      }

      @Override
      public void close() {}
    };
  }
}
