package dev.oneshot.worker.broker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * A broker that lets one client in, notes the kind of each frame that it says then, and says itself
 * only what a test wants.
 */
final class FakeBroker implements AutoCloseable {
  private final ServerSocket server;
  private final int heartbeatSeconds;
  private final BlockingQueue<Socket> clients = new LinkedBlockingQueue<>();

  /** Of each frame after the handshake, as {@link Frame} has it. */
  final BlockingQueue<Integer> kinds = new LinkedBlockingQueue<>();

  FakeBroker(int heartbeatSeconds) throws IOException {
    this.heartbeatSeconds = heartbeatSeconds;
    this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  String uri() {
    return "amqp://worker:secret@127.0.0.1:" + server.getLocalPort();
  }

  private void serve() {
    try (Socket client = server.accept()) {
      DataInputStream input = new DataInputStream(client.getInputStream());
      DataOutputStream output = new DataOutputStream(client.getOutputStream());
      input.readFully(new byte[8]);
      say(
          output,
          0,
          Method.CONNECTION_START,
          start -> {
            start.shortInt(9).longInt(0).longText("AMQPLAIN PLAIN").longText("en_US");
          });
      hear(input, 1);
      say(
          output,
          0,
          Method.CONNECTION_TUNE,
          tune -> {
            tune.shortInt(0).longInt(0).shortInt(heartbeatSeconds);
          });
      hear(input, 2);
      say(output, 0, Method.CONNECTION_OPEN_OK, _ -> {});
      hear(input, 3);
      say(output, Broker.CHANNEL, Method.CHANNEL_OPEN_OK, _ -> {});
      say(output, Broker.CHANNEL, Method.BASIC_QOS_OK, _ -> {});
      say(output, Broker.CHANNEL, Method.CONFIRM_SELECT_OK, _ -> {});
      clients.add(client);
      while (true) {
        kinds.add(hear(input, 1));
      }
    } catch (EOFException | SocketException e) {
      // the client has left, or the test has ended
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(
      DataOutputStream output, int channel, int method, Consumer<FrameOutput> arguments)
      throws IOException {
    FrameOutput frame = new FrameOutput().method(channel, method);
    arguments.accept(frame);
    frame.end().sendTo(output);
  }

  // the last one's kind
  private static int hear(DataInputStream input, int frames) throws IOException {
    int kind = 0;
    for (int i = 0; i < frames; i++) {
      kind = input.readUnsignedByte();
      input.readUnsignedShort();
      input.readFully(new byte[input.readInt()]);
      if (input.readUnsignedByte() != Frame.END) {
        throw new IOException("a frame that does not end");
      }
    }
    return kind;
  }

  /** Sends bytes to the client that was let in, whatever they mean. */
  void say(byte[] bytes) throws IOException, InterruptedException {
    Socket client = clients.take();
    client.getOutputStream().write(bytes);
    clients.add(client);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
