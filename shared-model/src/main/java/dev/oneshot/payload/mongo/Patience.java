package dev.oneshot.payload.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoWriteException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * For how long an operation is repeated that an election, an outage of the store or the network cut
 * short. An answer of the server that asking again would not change ends it at once, as does an
 * interrupt.
 */
public final class Patience {
  /** For who can tell a caller to come back: nothing is repeated. */
  public static final Patience NONE = new Patience(Duration.ZERO);

  private static final Duration PAUSE_BETWEEN_TRIES = Duration.ofMillis(200);

  private final Duration length;

  public Patience(Duration length) {
    this.length = length;
  }

  /**
   * Runs an operation of which to do it twice is to do it once.
   *
   * @throws MongoException the last one, when the store stayed away too long or refused
   */
  <T extends @Nullable Object> T bridge(Supplier<T> operation) {
    long start = System.nanoTime();
    while (true) {
      try {
        return operation.get();
      } catch (MongoException e) {
        pauseAfter(e, start);
      }
    }
  }

  /**
   * Pauses before the next try.
   *
   * @param startNanos of the first try, on {@link System#nanoTime}
   * @throws MongoException the failure, when there is to be no next try
   */
  public void pauseAfter(MongoException failure, long startNanos) {
    if (isRefusal(failure)
        || failure instanceof MongoInterruptedException
        || Thread.currentThread().isInterrupted()
        || System.nanoTime() - startNanos >= length.toNanos()) {
      throw failure;
    }
    LockSupport.parkNanos(PAUSE_BETWEEN_TRIES.toNanos());
  }

  private static boolean isRefusal(MongoException e) {
    return (e instanceof MongoCommandException || e instanceof MongoWriteException)
        && !(e instanceof MongoNotPrimaryException || e instanceof MongoNodeIsRecoveringException)
        && !e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)
        && !e.hasErrorLabel("RetryableWriteError");
  }
}
