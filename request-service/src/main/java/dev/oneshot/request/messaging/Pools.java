package dev.oneshot.request.messaging;

import java.util.List;

/**
 * The pools that this installation has.
 *
 * @param names e.g. {@code default}; each has a queue of its own
 */
public record Pools(List<String> names) {
  public Pools {
    names = List.copyOf(names);
  }
}
