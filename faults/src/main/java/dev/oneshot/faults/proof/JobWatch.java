package dev.oneshot.faults.proof;

import com.mongodb.MongoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;

/**
 * Remembers how each job was first seen to have ended, so that a change of an end is noticed
 * (invariant I2). Looks on a thread of its own, every two seconds, or less often when there is so
 * much to see that it would be in the way.
 */
final class JobWatch implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  /** How much longer a pause is than the look before it, at least. */
  private static final int REST_PER_LOOK = 20;

  private final Records records;
  private final Map<String, Document> ends = new HashMap<>();
  private final List<String> changes = new ArrayList<>();
  private final Thread thread;
  private volatile boolean isClosed;

  JobWatch(Records records) {
    this.records = records;
    this.thread = Thread.ofVirtual().start(this::run);
  }

  private void run() {
    while (!isClosed) {
      long start = System.nanoTime();
      try {
        look();
      } catch (MongoException e) {
        // the next look; the last one, by who asks, must succeed
      } catch (RuntimeException e) {
        ended(e);
        return;
      }
      long took = System.nanoTime() - start;
      LockSupport.parkNanos(Math.max(BETWEEN_LOOKS.toNanos(), REST_PER_LOOK * took));
    }
  }

  private synchronized void ended(RuntimeException failure) {
    changes.add("nobody watched any more: " + failure);
  }

  private synchronized void look() {
    for (Document end : records.ends()) {
      Document before = ends.putIfAbsent(end.getString("_id"), end);
      if (before != null && !before.equals(end)) {
        changes.add(before + " became " + end);
        ends.put(end.getString("_id"), end);
      }
    }
  }

  /** Ends that were none, after a last look. */
  synchronized List<String> changes() {
    look();
    return List.copyOf(changes);
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
  }
}
