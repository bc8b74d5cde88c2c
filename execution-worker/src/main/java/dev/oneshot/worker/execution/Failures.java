package dev.oneshot.worker.execution;

import dev.oneshot.job.JobError;
import dev.oneshot.job.Reason;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.PayloadTooLargeException;
import dev.oneshot.payload.StoreFullException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose fault it was. A failure of the streams counts before whatever the function made of
 * it.
 */
final class Failures {
  /** Of payload or result, neither of which any function can damage. */
  private static final String STORE = "store";

  /** Causes may form a ring. */
  private static final int MAX_CAUSES = 50;

  private Failures() {}

  /** What the streams themselves had to complain about. */
  static Optional<JobError> ofStreams(@Nullable IOException input, @Nullable IOException output) {
    return Optional.ofNullable(input != null ? input : output).map(Failures::ofStream);
  }

  static JobError of(Throwable thrown, @Nullable IOException input, @Nullable IOException output) {
    try {
      return told(thrown, input, output);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) { // its own getMessage() or getCause() may throw whatever it likes
      return new JobError(Reason.FUNCTION_ERROR, thrown.getClass().getName(), "");
    }
  }

  private static JobError told(
      Throwable thrown, @Nullable IOException input, @Nullable IOException output) {
    return isOutOfMemory(thrown)
        ? outOfMemory(thrown)
        : ofStreams(input, output).orElseGet(() -> ofFunction(thrown));
  }

  private static boolean isOutOfMemory(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static JobError outOfMemory(Throwable thrown) {
    return new JobError(
        Reason.OUT_OF_MEMORY,
        thrown.getClass().getName(),
        "the function needs more memory than its worker's "
            + Runtime.getRuntime().maxMemory() / (1024 * 1024)
            + " MiB heap: "
            + message(thrown));
  }

  static JobError ofStream(IOException failure) {
    return new JobError(reasonOf(failure), STORE, message(failure));
  }

  private static Reason reasonOf(IOException failure) {
    if (failure instanceof PayloadTooLargeException) {
      return Reason.RESULT_TOO_LARGE;
    }
    if (failure instanceof StoreFullException) {
      return Reason.STORE_FULL;
    }
    return failure instanceof PayloadDamagedException
        ? Reason.PAYLOAD_DAMAGED
        // cut off from the store in the middle: as if the worker itself had been lost
        : Reason.WORKER_LOST;
  }

  private static JobError ofFunction(Throwable thrown) {
    return thrown instanceof UnavailableException
        ? new JobError(Reason.FUNCTION_UNAVAILABLE, "handler", message(thrown))
        : new JobError(Reason.FUNCTION_ERROR, thrown.getClass().getName(), message(thrown));
  }

  private static String message(Throwable thrown) {
    return Objects.requireNonNullElse(thrown.getMessage(), "");
  }
}
