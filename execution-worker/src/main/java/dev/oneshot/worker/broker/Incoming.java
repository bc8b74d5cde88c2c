package dev.oneshot.worker.broker;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads what the broker says, on a thread of its own, until it says good-bye or is lost. */
final class Incoming {
  /** Many times what an assignment has; the rest is read and thrown away. */
  private static final long LONGEST_BODY = 64 * 1024;

  /** Where a header's frame tells the body's length. */
  private static final int BODY_LENGTH = 4;

  private static final byte[] NOTHING = {};

  /** What is to be done about it; called on the thread that reads. */
  interface Listener {
    /** Nothing was heard for some time. */
    void silence() throws IOException;

    void answered(int method);

    void confirmed(long number, boolean isMultiple);

    void delivered(Delivery delivery);

    void cancelled();

    /** The channel is of no use any more. */
    void channelClosed(IOException why) throws IOException;

    void connectionClosed(IOException why) throws IOException;
  }

  private final FrameInput input;
  private final Duration mostSilence;
  private final Listener listener;
  private long tag;
  private byte[] body = NOTHING;
  private long missing;

  /**
   * @param mostSilence after which the broker is taken for dead
   */
  Incoming(FrameInput input, Duration mostSilence, Listener listener) {
    this.input = input;
    this.mostSilence = mostSilence;
    this.listener = listener;
  }

  /**
   * Reads until the broker agrees to the connection's end.
   *
   * @throws IOException when it is lost before
   */
  void read() throws IOException {
    try {
      while (true) {
        Frame frame = next();
        if (frame != null && !handle(frame)) {
          return;
        }
      }
    } catch (RuntimeException e) {
      // a number that leads past the frame's end, say
      throw new IOException("what the broker said makes no sense", e);
    }
  }

  private @Nullable Frame next() throws IOException {
    try {
      return input.next();
    } catch (SocketTimeoutException e) {
      if (input.silentNanos() > mostSilence.toNanos()) {
        throw new IOException("nothing was heard of the broker for " + mostSilence, e);
      }
      listener.silence();
      return null;
    }
  }

  // false after the last frame
  private boolean handle(Frame frame) throws IOException {
    ByteBuffer payload = frame.payload();
    if (frame.kind() == Frame.METHOD) {
      return handle(payload.getInt(), payload);
    }
    if (frame.kind() == Frame.HEADER) {
      missing = payload.getLong(BODY_LENGTH);
      body = missing > LONGEST_BODY ? NOTHING : new byte[(int) missing];
      deliverIfWhole();
    } else if (frame.kind() == Frame.BODY) {
      int count = payload.remaining();
      if (body.length > 0) {
        payload.get(body, (int) (body.length - missing), count);
      }
      missing -= count;
      deliverIfWhole();
    } else if (frame.kind() != Frame.HEARTBEAT) {
      throw new ProtocolException("the broker sent a frame of an unknown kind");
    }
    return true;
  }

  private void deliverIfWhole() {
    if (missing == 0) {
      listener.delivered(new Delivery(tag, ByteBuffer.wrap(body)));
      body = NOTHING;
    }
  }

  private boolean handle(int method, ByteBuffer arguments) throws IOException {
    if (method == Method.BASIC_DELIVER) {
      arguments.position(arguments.get(arguments.position()) + 1 + arguments.position());
      tag = arguments.getLong();
    } else if (method == Method.BASIC_ACK || method == Method.BASIC_NACK) {
      listener.confirmed(arguments.getLong(), (arguments.get() & 1) != 0);
    } else if (method == Method.BASIC_CANCEL) {
      listener.cancelled();
    } else if (method == Method.CHANNEL_CLOSE) {
      listener.channelClosed(ClosedException.of("channel", arguments));
    } else if (method == Method.CONNECTION_CLOSE) {
      listener.connectionClosed(ClosedException.of("connection", arguments));
      return false;
    } else if (method == Method.CONNECTION_CLOSE_OK) {
      return false;
    } else if (method != Method.CONNECTION_BLOCKED && method != Method.CONNECTION_UNBLOCKED) {
      listener.answered(method);
    }
    return true;
  }
}
