package dev.oneshot.worker.broker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Frames as they come. Where nothing comes for the socket's timeout, {@link #next} fails with a
 * {@link SocketTimeoutException}, loses nothing and may be called again. For one thread.
 */
final class FrameInput {
  /** What is asked of the broker, and what it may do. */
  static final int MAX_BYTES = 128 * 1024;

  private static final int KIND = 0;
  private static final int CHANNEL = 1;
  private static final int LENGTH = 3;

  private final InputStream input;
  private byte[] bytes = new byte[Frame.LEAST_MAX_BYTES];
  private int start;
  private int end;
  private long heardAt = System.nanoTime();

  FrameInput(InputStream input) {
    this.input = input;
  }

  /** The payload is a view that lasts until the next call. */
  Frame next() throws IOException {
    fill(Frame.HEAD_BYTES);
    ByteBuffer head = ByteBuffer.wrap(bytes, start, Frame.HEAD_BYTES).slice();
    int length = head.getInt(LENGTH);
    if (length < 0 || length > MAX_BYTES - Frame.HEAD_BYTES - 1) {
      throw new ProtocolException("the broker's answer is no frame of AMQP 0-9-1");
    }
    int whole = Frame.HEAD_BYTES + length + 1;
    fill(whole);
    if ((bytes[start + whole - 1] & 0xFF) != Frame.END) {
      throw new ProtocolException("a frame of the broker's does not end where it should");
    }
    // again, since the bytes may have moved
    head = ByteBuffer.wrap(bytes, start, whole).slice();
    Frame frame =
        new Frame(
            head.get(KIND), head.getShort(CHANNEL) & 0xFFFF, head.slice(Frame.HEAD_BYTES, length));
    start += whole;
    return frame;
  }

  private void fill(int least) throws IOException {
    while (end - start < least) {
      if (start > 0) {
        System.arraycopy(bytes, start, bytes, 0, end - start);
        end -= start;
        start = 0;
      }
      if (least > bytes.length) {
        bytes = Arrays.copyOf(bytes, MAX_BYTES);
      }
      int count = input.read(bytes, end, bytes.length - end);
      if (count < 0) {
        throw new EOFException("the broker closed the connection");
      }
      end += count;
      heardAt = System.nanoTime();
    }
  }

  /** Since the last byte came. */
  long silentNanos() {
    return System.nanoTime() - heardAt;
  }
}
