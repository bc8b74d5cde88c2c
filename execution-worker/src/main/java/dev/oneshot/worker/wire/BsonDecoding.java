package dev.oneshot.worker.wire;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to a document (bsonspec.org, version 1.1), of the types that jobs and a server's answers
 * have; values are as the driver gives them, but for object ids, which are left out.
 */
final class BsonDecoding {
  private static final byte DOUBLE = 0x01;
  private static final byte STRING = 0x02;
  private static final byte DOCUMENT = 0x03;
  private static final byte ARRAY = 0x04;
  private static final byte BINARY = 0x05;
  private static final byte OBJECT_ID = 0x07;
  private static final byte BOOLEAN = 0x08;
  private static final byte DATE_TIME = 0x09;
  private static final byte NULL = 0x0A;
  private static final byte INT32 = 0x10;
  private static final byte TIMESTAMP = 0x11;
  private static final byte INT64 = 0x12;

  private static final int OBJECT_ID_BYTES = 12;

  private final byte[] array;
  private final ByteBuffer bytes;

  private BsonDecoding(byte[] array, int offset) {
    this.array = array;
    this.bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN).position(offset);
  }

  /** Reads the document that begins at {@code offset}. */
  static Document read(byte[] bytes, int offset) throws IOException {
    try {
      return new BsonDecoding(bytes, offset).document();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("the store's answer is no document", e);
    }
  }

  private Document document() throws IOException {
    Document document = new Document();
    int end = bytes.position() + bytes.getInt() - 1;
    if (end < bytes.position()) {
      throw new IOException("the store's answer has a document that ends before it begins");
    }
    while (bytes.position() < end) {
      byte type = bytes.get();
      String name = name();
      document.put(name, value(type));
    }
    bytes.position(end + 1);
    return document;
  }

  private @Nullable Object value(byte type) throws IOException {
    return switch (type) {
      case STRING -> string();
      case INT32 -> bytes.getInt();
      case INT64 -> bytes.getLong();
      case DATE_TIME -> Date.from(Instant.ofEpochMilli(bytes.getLong()));
      case DOCUMENT -> document();
      case BINARY -> binary();
      case BOOLEAN -> bytes.get() != 0;
      case NULL -> null;
      case DOUBLE -> bytes.getDouble();
      case ARRAY -> new ArrayList<>(document().values());
      case TIMESTAMP -> bytes.getLong();
      case OBJECT_ID -> nothing(OBJECT_ID_BYTES);
      default -> throw new IOException("the store's answer has a value of type " + type);
    };
  }

  private String string() {
    String text = text(bytes.getInt() - 1);
    bytes.get();
    return text;
  }

  private String name() {
    int length = 0;
    while (bytes.get(bytes.position() + length) != 0) {
      length++;
    }
    String name = text(length);
    bytes.get();
    return name;
  }

  private String text(int length) {
    int start = skip(length);
    return new String(array, start, length, StandardCharsets.UTF_8);
  }

  private Binary binary() {
    int length = bytes.getInt();
    byte type = bytes.get();
    int start = skip(length);
    return new Binary(type, Arrays.copyOfRange(array, start, start + length));
  }

  private @Nullable Object nothing(int count) {
    skip(count);
    return null;
  }

  /** Gives where the skipped bytes begin. */
  private int skip(int count) {
    int start = bytes.position();
    bytes.position(start + count);
    return start;
  }
}
