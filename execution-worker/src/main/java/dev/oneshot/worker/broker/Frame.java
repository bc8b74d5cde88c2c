package dev.oneshot.worker.broker;

import java.nio.ByteBuffer;

/**
 * What the protocol is cut into.
 *
 * @param kind one of those below
 * @param channel 0 for what concerns the connection
 */
record Frame(int kind, int channel, ByteBuffer payload) {
  static final int METHOD = 1;
  static final int HEADER = 2;
  static final int BODY = 3;
  static final int HEARTBEAT = 8;

  /** The octet that ends each. */
  static final int END = 0xCE;

  /** Kind, channel and length before the payload. */
  static final int HEAD_BYTES = 7;

  /** The least that a peer may ask for, and the length of what comes before it is asked. */
  static final int LEAST_MAX_BYTES = 4096;
}
