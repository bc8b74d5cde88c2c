package dev.oneshot.request.messaging;

import java.util.OptionalLong;

/** How many assignments wait in a pool's queue. */
public interface QueueDepth {
  /** Messages ready for delivery; empty when the broker cannot be asked. */
  OptionalLong of(String pool);
}
