package dev.oneshot.pool.launch;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is not known to be gone.
 *
 * @param launchedAt by the launcher's clock
 * @param isReady whether the launcher itself has seen it become ready; false where it cannot tell,
 *     as with processes
 * @param isRunning whether its process runs, as far as the launcher knows
 * @param isOutdated whether it was made otherwise than one that would be launched now
 * @param hindrance why it cannot start at present, e.g. {@code ErrImagePull: …}; null where nothing
 *     is known to hinder it
 */
public record LiveWorker(
    String id,
    Instant launchedAt,
    boolean isReady,
    boolean isRunning,
    boolean isOutdated,
    @Nullable String hindrance) {
  public LiveWorker {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(launchedAt, "launchedAt");
  }

  /** One of which the launcher knows no more than that it was launched. */
  public static LiveWorker launched(String id, Instant launchedAt) {
    return new LiveWorker(id, launchedAt, false, true, false, null);
  }
}
