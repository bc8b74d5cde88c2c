package dev.oneshot.worker.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The broker closed the connection or its channel, and said why. */
final class ClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  private ClosedException(String message) {
    super(message);
  }

  /**
   * @param what e.g. connection
   * @param arguments of the method that closes it: a code, and a text that begins with its name
   */
  static ClosedException of(String what, ByteBuffer arguments) {
    int code = arguments.getShort();
    byte[] text = new byte[arguments.get() & 0xFF];
    arguments.get(text);
    return new ClosedException(
        "the broker closed the "
            + what
            + ": "
            + code
            + ' '
            + new String(text, StandardCharsets.UTF_8));
  }
}
