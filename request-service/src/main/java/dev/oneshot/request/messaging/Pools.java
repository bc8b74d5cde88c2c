package dev.oneshot.request.messaging;

import java.util.List;

/** The pools that this installation has now; each has a queue of its own. */
@FunctionalInterface
public interface Pools {
  /** Without duplicates, e.g. {@code default}. */
  List<String> names();
}
