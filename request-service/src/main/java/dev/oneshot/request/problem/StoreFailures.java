package dev.oneshot.request.problem;

import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoWriteConcernException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the store's outages from errors of ours. */
public final class StoreFailures {
  private static final int OUT_OF_DISK_SPACE = 14031;
  private static final int MAX_DEPTH = 10;

  /** So the driver marks what it has repeated in vain (retryable writes specification). */
  private static final String RETRYABLE = "RetryableWriteError";

  private StoreFailures() {}

  /** Empty when the store is not to blame. */
  public static Optional<Problem> problem(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      if (cause instanceof MongoException store) {
        return Optional.ofNullable(problem(store));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static @Nullable Problem problem(MongoException failure) {
    if (failure.getCode() == OUT_OF_DISK_SPACE) {
      return Problem.of(ProblemCode.STORE_FULL, "The store has no room for more bytes.");
    }
    return isOutage(failure)
        ? Problem.of(
            ProblemCode.STORE_UNAVAILABLE,
            "The store does not answer. Nothing was changed that this call can tell of;"
                + " it is safe to ask again.")
        : null;
  }

  // what a server answered is our mistake, unless it says that it cannot serve now
  private static boolean isOutage(MongoException failure) {
    return !(failure instanceof MongoServerException)
        || failure instanceof MongoNotPrimaryException
        || failure instanceof MongoNodeIsRecoveringException
        || failure instanceof MongoExecutionTimeoutException
        || failure instanceof MongoWriteConcernException
        || failure.hasErrorLabel(RETRYABLE);
  }
}
