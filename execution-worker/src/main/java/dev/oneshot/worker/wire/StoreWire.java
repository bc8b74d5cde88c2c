package dev.oneshot.worker.wire;

import com.mongodb.ServerAddress;
import dev.oneshot.worker.net.Sockets;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.io.BasicOutputBuffer;

/** A connection to one server that takes one command after the other, as OP_MSG. For one thread. */
final class StoreWire implements AutoCloseable {
  private static final int HEADER_BYTES = 16;
  private static final int OP_MSG = 2013;

  /** Four bytes of flags and one for the kind of the only section: none set, and a document. */
  private static final byte[] PLAIN = new byte[5];

  /** What the protocol allows, and more than a job can be. */
  private static final int MAX_MESSAGE_BYTES = 48_000_000;

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private int lastRequest;

  private StoreWire(Socket socket) throws IOException {
    this.socket = socket;
    this.input = socket.getInputStream();
    this.output = socket.getOutputStream();
  }

  /**
   * Connects.
   *
   * @param answerWait for each answer, and for each step of TLS's handshake
   */
  static StoreWire open(
      ServerAddress server, boolean isTls, Duration connectWait, Duration answerWait)
      throws IOException {
    Socket socket =
        Sockets.open(server.getHost(), server.getPort(), isTls, connectWait, answerWait);
    try {
      return new StoreWire(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** For each answer from now on. */
  void answerWithin(Duration wait) throws IOException {
    socket.setSoTimeout((int) wait.toMillis());
  }

  /**
   * Sends a command and awaits its answer.
   *
   * @throws IOException when the server refuses it, or is not heard or understood
   */
  Document succeed(BsonDocument command) throws IOException {
    Document answer = call(command);
    if (answer.get("ok") instanceof Number ok && ok.intValue() == 1) {
      return answer;
    }
    throw new IOException(
        "the store refused "
            + command.getFirstKey()
            + ": "
            + answer.get("code")
            + " "
            + answer.get("codeName"));
  }

  private Document call(BsonDocument command) throws IOException {
    BasicOutputBuffer message = new BasicOutputBuffer(1024);
    message.writeInt32(0);
    message.writeInt32(++lastRequest);
    message.writeInt32(0);
    message.writeInt32(OP_MSG);
    message.writeBytes(PLAIN);
    BsonEncoding.write(command, message);
    message.writeInt32(0, message.getPosition());
    output.write(message.getInternalBuffer(), 0, message.getPosition());
    return answer();
  }

  private Document answer() throws IOException {
    ByteBuffer header = ByteBuffer.wrap(read(HEADER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    int length = header.getInt() - HEADER_BYTES;
    header.getInt();
    int request = header.getInt();
    int opcode = header.getInt();
    if (length <= PLAIN.length || length > MAX_MESSAGE_BYTES) {
      throw new IOException("the store's answer has a length of " + length);
    }
    byte[] body = read(length);
    if (opcode != OP_MSG
        || request != lastRequest
        || !Arrays.equals(body, 0, PLAIN.length, PLAIN, 0, PLAIN.length)) {
      throw new IOException("the store's answer is of an unknown kind");
    }
    return BsonDecoding.read(body, PLAIN.length);
  }

  private byte[] read(int count) throws IOException {
    byte[] bytes = input.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the store closed the connection");
    }
    return bytes;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is given up anyway
    }
  }
}
