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
 * (invariant I2). Looks every two seconds on a thread of its own.
 */
final class JobWatch implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

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
      try {
        look();
      } catch (MongoException e) {
        // the next look; the last one, by who asks, must succeed
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
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
