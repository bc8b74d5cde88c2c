package dev.oneshot.embedded;

import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes that payloads may take, and take. Safe to use from any thread. */
final class PayloadSpace {
  private final long capacityBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  PayloadSpace(long capacityBytes) {
    if (capacityBytes < 0) {
      throw new IllegalArgumentException("capacityBytes is negative: " + capacityBytes);
    }
    this.capacityBytes = capacityBytes;
  }

  /**
   * Takes {@code bytes}, all or nothing.
   *
   * @throws MongoServerError with MongoDB's code for a full disk
   */
  void reserve(long bytes) {
    long before = usedBytes.get();
    while (bytes <= capacityBytes - before) {
      long witness = usedBytes.compareAndExchange(before, before + bytes);
      if (witness == before) {
        return;
      }
      before = witness;
    }
    throw new MongoServerError(
        EmbeddedStore.OUT_OF_DISK_SPACE,
        "OutOfDiskSpace",
        "The embedded store holds payloads up to %d bytes; %d are in use and %d more were asked for"
            .formatted(capacityBytes, before, bytes));
  }

  void release(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }

  long capacityBytes() {
    return capacityBytes;
  }
}
