package dev.oneshot.worker.execution;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what went wrong while the function read, even when the function makes nothing of it.
 */
final class GuardedInput extends FilterInputStream {
  private volatile @Nullable IOException failure;
  private volatile boolean isClosed;

  GuardedInput(InputStream in) {
    super(in);
  }

  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    try (Undisturbed _ = new Undisturbed()) {
      return in.read(buffer, offset, count);
    } catch (IOException e) {
      if (!isClosed) { // else it is the function's own doing
        failure = e;
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    super.close();
  }

  // skipping by reading: a stored payload is fetched and checked chunk by chunk
  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[Math.clamp(count, 0, 8192)];
    long total = 0;
    while (total < count) {
      int got = read(skipped, 0, (int) Math.min(skipped.length, count - total));
      if (got <= 0) {
        break;
      }
      total += got;
    }
    return total;
  }

  // whatever the payload's length: what it is read from differs
  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public synchronized void mark(int most) {
    // is not supported
  }

  @Override
  public synchronized void reset() throws IOException {
    throw new IOException("mark/reset not supported");
  }
}
