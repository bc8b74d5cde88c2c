package dev.oneshot.pool.launch;

import java.time.Instant;
import java.util.Objects;

/**
 * A worker that is not known to be gone.
 *
 * @param launchedAt by the launcher's clock
 * @param isReady whether the launcher itself has seen it become ready (a pod's readiness); false
 *     where it cannot tell, as with processes
 */
public record LiveWorker(String id, Instant launchedAt, boolean isReady) {
  public LiveWorker {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(launchedAt, "launchedAt");
  }
}
