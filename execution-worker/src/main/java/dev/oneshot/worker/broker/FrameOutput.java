package dev.oneshot.worker.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Frames that are sent in one piece: each is begun, filled and ended, and all of them leave with
 * {@link #sendTo}. For one thread.
 */
final class FrameOutput {
  private static final int INITIAL_BYTES = 512;
  private static final int LONGEST_SHORT_TEXT = 255;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;
  private int frame;

  FrameOutput begin(int kind, int channel) {
    frame = length;
    return octet(kind).shortInt(channel).longInt(0);
  }

  /** Begins a frame with a method's number; its arguments follow. */
  FrameOutput method(int channel, int method) {
    return begin(Frame.METHOD, channel).longInt(method);
  }

  FrameOutput end() {
    fillInLength(frame + Frame.HEAD_BYTES);
    return octet(Frame.END);
  }

  FrameOutput octet(int value) {
    return number(value, Byte.BYTES);
  }

  FrameOutput shortInt(int value) {
    return number(value, Short.BYTES);
  }

  FrameOutput longInt(int value) {
    return number(value, Integer.BYTES);
  }

  FrameOutput longLong(long value) {
    return number(value, Long.BYTES);
  }

  FrameOutput shortText(String text) throws IOException {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    if (encoded.length > LONGEST_SHORT_TEXT) {
      throw new IOException("too long for AMQP: a name of " + encoded.length + " bytes");
    }
    return octet(encoded.length).raw(encoded, 0, encoded.length);
  }

  FrameOutput longText(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return longInt(encoded.length).raw(encoded, 0, encoded.length);
  }

  /** With values that are text, truth, or a table of such. */
  FrameOutput table(Map<String, ?> entries) throws IOException {
    int begin = length;
    longInt(0);
    for (Map.Entry<String, ?> entry : entries.entrySet()) {
      shortText(entry.getKey());
      Object value = entry.getValue();
      if (value instanceof Boolean truth) {
        octet('t').octet(truth ? 1 : 0);
      } else if (value instanceof Map<?, ?> inner) {
        octet('F').table(cast(inner));
      } else {
        octet('S').longText(value.toString());
      }
    }
    fillInLength(begin + Integer.BYTES);
    return this;
  }

  // of all there is from here on, into the four bytes before
  private void fillInLength(int from) {
    int end = length;
    length = from - Integer.BYTES;
    longInt(end - from);
    length = end;
  }

  @SuppressWarnings("unchecked") // nobody else makes one
  private static Map<String, ?> cast(Map<?, ?> table) {
    return (Map<String, ?>) table;
  }

  FrameOutput raw(byte[] source, int offset, int count) {
    room(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  private FrameOutput number(long value, int size) {
    room(size);
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >> shift);
    }
    return this;
  }

  private void room(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }

  void sendTo(OutputStream output) throws IOException {
    output.write(bytes, 0, length);
  }
}
