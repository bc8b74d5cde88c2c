package dev.oneshot.worker.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks the store's protocol and answers what a test wants; its codecs are the
 * library's.
 */
public final class FakeServer implements AutoCloseable {
  private static final int HEADER_BYTES = 16;
  private static final int OP_MSG = 2013;

  private final ServerSocket socket;
  private final Function<BsonDocument, @Nullable BsonDocument> answers;
  public final List<BsonDocument> commands = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  /**
   * @param answers null closes the connection
   */
  public FakeServer(Function<BsonDocument, @Nullable BsonDocument> answers) throws IOException {
    this(ServerSocketFactory.getDefault(), answers);
  }

  FakeServer(ServerSocketFactory sockets, Function<BsonDocument, @Nullable BsonDocument> answers)
      throws IOException {
    this.socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.answers = answers;
    Thread.ofVirtual().start(this::accept);
  }

  /** That of a server on its own, or of a set's primary. */
  public static BsonDocument primary() {
    return ok().append("ismaster", BsonBoolean.TRUE)
        .append("isWritablePrimary", BsonBoolean.TRUE)
        .append("minWireVersion", new BsonInt32(0))
        .append("maxWireVersion", new BsonInt32(21))
        .append("maxBsonObjectSize", new BsonInt32(16 << 20))
        .append("maxMessageSizeBytes", new BsonInt32(48_000_000))
        .append("maxWriteBatchSize", new BsonInt32(100_000));
  }

  static BsonDocument secondary(String primary) {
    return ok().append("ismaster", BsonBoolean.FALSE).append("primary", new BsonString(primary));
  }

  public static BsonDocument ok() {
    return new BsonDocument("ok", new BsonInt32(1));
  }

  static BsonDocument refusal(int code) {
    return new BsonDocument("ok", new BsonInt32(0))
        .append("code", new BsonInt32(code))
        .append("errmsg", new BsonString("refused"));
  }

  int port() {
    return socket.getLocalPort();
  }

  public String address() {
    return "127.0.0.1:" + port();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      DataInputStream input = new DataInputStream(connection.getInputStream());
      OutputStream output = connection.getOutputStream();
      while (true) {
        byte[] header = new byte[HEADER_BYTES];
        input.readFully(header);
        ByteBuffer head = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        byte[] body = new byte[head.getInt(0) - HEADER_BYTES];
        input.readFully(body);
        BsonDocument command =
            new RawBsonDocument(body, 5, body.length - 5).decode(new BsonDocumentCodec());
        commands.add(command);
        BsonDocument answer = answers.apply(command);
        if (answer == null) {
          return;
        }
        output.write(message(head.getInt(4), answer));
        output.flush();
      }
    } catch (EOFException e) {
      // the client has left
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] message(int request, BsonDocument answer) {
    ByteBuffer document =
        new RawBsonDocument(answer, new BsonDocumentCodec()).getByteBuffer().asNIO();
    int length = HEADER_BYTES + 5 + document.remaining();
    return ByteBuffer.allocate(length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length)
        .putInt(1)
        .putInt(request)
        .putInt(OP_MSG)
        .putInt(0)
        .put((byte) 0)
        .put(document)
        .array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
