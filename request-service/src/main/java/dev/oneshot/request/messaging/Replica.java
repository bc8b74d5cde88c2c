package dev.oneshot.request.messaging;

import java.util.Objects;
import java.util.UUID;

/**
 * This replica, among others of its kind.
 *
 * @param id fresh for every process: events for an earlier life of the same pod are nobody's
 */
public record Replica(String id) {
  public Replica {
    Objects.requireNonNull(id, "id");
    if (id.indexOf('.') >= 0) {
      throw new IllegalArgumentException("a replica id is one word of a routing key");
    }
  }

  public static Replica fresh() {
    return new Replica("r" + UUID.randomUUID().toString().substring(0, 8));
  }
}
