package dev.oneshot.faults.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * A message of MongoDB's wire protocol, as far as somebody between two parties must read it: a
 * command in OP_MSG or, for a first greeting, in OP_QUERY; its answer in OP_MSG or OP_REPLY.
 */
final class StoreMessage {
  private static final int OP_REPLY = 1;
  private static final int OP_QUERY = 2004;
  private static final int OP_MSG = 2013;

  private static final int HEADER_BYTES = 16;
  private static final int FLAGS_BYTES = 4;

  /** Before the document of an OP_REPLY: flags, cursor, start and number. */
  private static final int REPLY_BYTES = 20;

  /** Between the collection's name and the document of an OP_QUERY: what to skip and to return. */
  private static final int RANGE_BYTES = 8;

  private final byte[] bytes;
  private final ByteBuffer fields;

  private StoreMessage(byte[] bytes) {
    this.bytes = bytes;
    this.fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The next one.
   *
   * @throws java.io.EOFException when there is none
   */
  static StoreMessage read(DataInputStream in) throws IOException {
    int length = Integer.reverseBytes(in.readInt());
    byte[] bytes = new byte[length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
    in.readFully(bytes, Integer.BYTES, length - Integer.BYTES);
    return new StoreMessage(bytes);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** The command's name: the first key of its document. */
  String command() {
    int key = documentAt() + Integer.BYTES + 1;
    int end = key;
    while (bytes[end] != 0) {
      end++;
    }
    return new String(bytes, key, end - key, UTF_8);
  }

  BsonDocument document() {
    int at = documentAt();
    return new RawBsonDocument(bytes, at, fields.getInt(at)).decode(new BsonDocumentCodec());
  }

  /** The same answer with another document. */
  StoreMessage with(BsonDocument document) {
    return made(ByteBuffer.wrap(bytes, 0, documentAt()), document);
  }

  /** An answer to this command. */
  StoreMessage answer(BsonDocument document) {
    int id = fields.getInt(Integer.BYTES);
    ByteBuffer start =
        ByteBuffer.allocate(HEADER_BYTES + FLAGS_BYTES + 1)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0)
            .putInt(id)
            .putInt(id)
            .putInt(OP_MSG)
            .putInt(0)
            .put((byte) 0);
    return made(start.rewind(), document);
  }

  private static StoreMessage made(ByteBuffer start, BsonDocument document) {
    ByteBuffer body =
        new RawBsonDocument(document, new BsonDocumentCodec()).getByteBuffer().asNIO();
    int length = start.remaining() + body.remaining();
    byte[] all = new byte[length];
    ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).put(start).put(body).putInt(0, length);
    return new StoreMessage(all);
  }

  private int documentAt() {
    int opcode = fields.getInt(HEADER_BYTES - Integer.BYTES);
    int at = HEADER_BYTES + FLAGS_BYTES;
    return switch (opcode) {
      case OP_MSG -> at + 1; // the first section's kind
      case OP_REPLY -> HEADER_BYTES + REPLY_BYTES;
      case OP_QUERY -> {
        while (bytes[at] != 0) {
          at++;
        }
        yield at + 1 + RANGE_BYTES;
      }
      default -> throw new IllegalStateException("no such operation: " + opcode);
    };
  }
}
