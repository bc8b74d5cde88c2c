package dev.oneshot.worker.broker;

import dev.oneshot.topology.BrokerAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The way from an open socket to a channel that confirms and brings one message at a time. */
final class Handshake {
  /** What is asked for; the broker may ask for less. */
  private static final int HEARTBEAT_SECONDS = 15;

  private static final byte[] PROTOCOL = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
  private static final String LOGIN = "PLAIN";
  private static final String LOCALE = "en_US";

  private static final Map<String, Boolean> CAPABILITIES =
      Map.of(
          "publisher_confirms", true,
          "basic.nack", true,
          "consumer_cancel_notify", true,
          // or a wrong password would look like a lost connection
          "authentication_failure_close", true);

  private final FrameInput input;
  private final OutputStream output;

  Handshake(FrameInput input, OutputStream output) {
    this.input = input;
    this.output = output;
  }

  /**
   * What both sides keep to.
   *
   * @param maxFrameBytes longest frame
   */
  record Terms(int heartbeatSeconds, int maxFrameBytes) {}

  /**
   * Goes it, in four round trips.
   *
   * @param name what the broker shows this connection as
   * @throws IOException when the broker does not let us in, does not answer in time or is none
   */
  Terms agree(BrokerAddress address, String name) throws IOException {
    try {
      return negotiate(address, name);
    } catch (RuntimeException e) {
      // a number that leads past the frame's end, say
      throw new IOException("what the broker said makes no sense", e);
    }
  }

  private Terms negotiate(BrokerAddress address, String name) throws IOException {
    output.write(PROTOCOL);
    checkLogin(await(Method.CONNECTION_START));
    new FrameOutput()
        .method(0, Method.CONNECTION_START_OK)
        .table(
            Map.of(
                "product", "Oneshot worker", "connection_name", name, "capabilities", CAPABILITIES))
        .shortText(LOGIN)
        .longText('\0' + address.user() + '\0' + address.password())
        .shortText(LOCALE)
        .end()
        .sendTo(output);
    ByteBuffer tune = await(Method.CONNECTION_TUNE);
    int channels = tune.getShort() & 0xFFFF;
    Terms terms = terms(tune.getInt(), tune.getShort() & 0xFFFF);
    new FrameOutput()
        .method(0, Method.CONNECTION_TUNE_OK)
        .shortInt(channels)
        .longInt(terms.maxFrameBytes())
        .shortInt(terms.heartbeatSeconds())
        .end()
        .method(0, Method.CONNECTION_OPEN)
        .shortText(address.virtualHost())
        .shortText("")
        .octet(0)
        .end()
        .sendTo(output);
    await(Method.CONNECTION_OPEN_OK);
    openChannel();
    return terms;
  }

  private static void checkLogin(ByteBuffer start) throws IOException {
    start.getShort(); // the protocol's version
    int properties = start.getInt();
    start.position(start.position() + properties);
    int length = start.getInt();
    if (length > start.remaining()) {
      throw new ProtocolException("the broker's offer is longer than its frame");
    }
    byte[] mechanisms = new byte[length];
    start.get(mechanisms);
    String offered = new String(mechanisms, StandardCharsets.UTF_8);
    if (!(' ' + offered + ' ').contains(' ' + LOGIN + ' ')) {
      throw new IOException("the broker takes no passwords: it offers " + offered);
    }
  }

  // 0 is for no limit
  private static Terms terms(int maxFrameBytes, int heartbeatSeconds) {
    return new Terms(
        heartbeatSeconds == 0 ? HEARTBEAT_SECONDS : Math.min(heartbeatSeconds, HEARTBEAT_SECONDS),
        maxFrameBytes <= 0 ? FrameInput.MAX_BYTES : Math.min(maxFrameBytes, FrameInput.MAX_BYTES));
  }

  private void openChannel() throws IOException {
    new FrameOutput()
        .method(Broker.CHANNEL, Method.CHANNEL_OPEN)
        .shortText("")
        .end()
        .method(Broker.CHANNEL, Method.BASIC_QOS)
        .longInt(0)
        .shortInt(1)
        .octet(0)
        .end()
        .method(Broker.CHANNEL, Method.CONFIRM_SELECT)
        .octet(0)
        .end()
        .sendTo(output);
    await(Method.CHANNEL_OPEN_OK);
    await(Method.BASIC_QOS_OK);
    await(Method.CONFIRM_SELECT_OK);
  }

  private ByteBuffer await(int method) throws IOException {
    while (true) {
      Frame frame = input.next();
      if (frame.kind() != Frame.HEARTBEAT) {
        ByteBuffer arguments = frame.payload();
        int said = frame.kind() == Frame.METHOD ? arguments.getInt() : 0;
        if (said == Method.CONNECTION_CLOSE) {
          throw ClosedException.of("connection", arguments);
        }
        if (said == Method.CHANNEL_CLOSE) {
          throw ClosedException.of("channel", arguments);
        }
        if (said == method) {
          return arguments;
        }
        throw new ProtocolException("the broker said something else than was asked");
      }
    }
  }
}
