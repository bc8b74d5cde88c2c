package dev.oneshot.examples.scan;

import java.io.IOException;
import java.io.InputStream;

/**
 * The request's body on its way into a decompressor: counts what was read, and remembers its own
 * failure, so that a lost connection is told apart from a damaged archive.
 */
final class PackedInput extends InputStream {

  private final InputStream body;
  private long bytesRead;
  private boolean hasFailed;

  PackedInput(InputStream body) {
    this.body = body;
  }

  long bytesRead() {
    return bytesRead;
  }

  /** True once a read of the body itself has failed. */
  boolean hasFailed() {
    return hasFailed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      int count = body.read(target, offset, length);
      bytesRead += Math.max(0, count);
      return count;
    } catch (IOException e) {
      hasFailed = true;
      throw e;
    }
  }
}
