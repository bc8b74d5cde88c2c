package dev.oneshot.pool.kubernetes;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A worker's disk, empty at its start and gone with its pod.
 *
 * @param size as Kubernetes writes it, e.g. {@code 1Gi}; a worker that writes more is evicted where
 *     it has no storage class, and has a full disk where it has one
 * @param storageClass of a volume made for each pod; null for a directory on the node
 */
public record Scratch(String size, @Nullable String storageClass) {
  public Scratch {
    Objects.requireNonNull(size, "size");
  }
}
