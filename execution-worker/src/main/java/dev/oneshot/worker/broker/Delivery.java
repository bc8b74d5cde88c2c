package dev.oneshot.worker.broker;

import java.nio.ByteBuffer;

/**
 * An unacknowledged message.
 *
 * @param tag names it on its connection
 * @param body empty when it was longer than any that is meant for a worker
 */
public record Delivery(long tag, ByteBuffer body) {
  public Delivery {
    body = body.asReadOnlyBuffer();
  }

  /** A copy of the body. */
  public byte[] bytes() {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }
}
