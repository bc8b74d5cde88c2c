package dev.oneshot.request.functions;

import org.jspecify.annotations.Nullable;

/**
 * How much of one function there may be at once, so that its burst leaves room for the others.
 *
 * @param maxRunning jobs that workers may have at a time, 1 to 1000; null: as many as there are
 *     workers
 * @param maxQueued jobs that may be queued, above zero; null: as many as fit, see the service's
 *     settings
 */
public record Limits(@Nullable Integer maxRunning, @Nullable Integer maxQueued) {
  public static final Limits NONE = new Limits(null, null);

  public Limits {
    requirePositive(maxRunning, "maxRunning");
    requirePositive(maxQueued, "maxQueued");
  }

  private static void requirePositive(@Nullable Integer limit, String name) {
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException(name + " must be above zero");
    }
  }
}
