package dev.oneshot.worker.assignment;

import java.nio.ByteBuffer;

/**
 * An unacknowledged message.
 *
 * @param tag names it on its channel
 */
public record Delivery(long tag, ByteBuffer body) {
  public Delivery {
    body = body.asReadOnlyBuffer();
  }

  byte[] bytes() {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }
}
