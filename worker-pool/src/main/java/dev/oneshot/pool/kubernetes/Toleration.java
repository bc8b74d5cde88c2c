package dev.oneshot.pool.kubernetes;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * As in a pod.
 *
 * @param operator {@code Equal} or {@code Exists}
 * @param key null, with {@code Exists}, for every taint
 * @param effect null for every effect
 * @param seconds how long a {@code NoExecute} taint is tolerated; null for ever
 */
public record Toleration(
    @Nullable String key,
    String operator,
    @Nullable String value,
    @Nullable String effect,
    @Nullable Integer seconds) {
  public Toleration {
    Objects.requireNonNull(operator, "operator");
  }
}
