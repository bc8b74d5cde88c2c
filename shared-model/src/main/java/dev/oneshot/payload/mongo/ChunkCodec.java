package dev.oneshot.payload.mongo;

import org.bson.BsonBinaryReader;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BsonInput;
import org.bson.io.BsonInputMark;

/**
 * Reads a stored chunk into an array that is there already. The driver's own way takes a new array
 * of 8 MiB for each, faster than G1 frees them in a small heap.
 */
final class ChunkCodec implements Codec<ChunkCodec.Filled> {
  /**
   * What was found.
   *
   * @param length of the chunk; nothing of it was read when that is more than the array holds
   */
  record Filled(int length) {}

  private final byte[] buffer;

  ChunkCodec(byte[] buffer) {
    this.buffer = buffer;
  }

  @Override
  public Filled decode(BsonReader reader, DecoderContext context) {
    int length = 0;
    reader.readStartDocument();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      if (reader.readName().equals("data") && reader.getCurrentBsonType() == BsonType.BINARY) {
        length = fill(((BsonBinaryReader) reader).getBsonInput());
      }
      reader.skipValue();
    }
    reader.readEndDocument();
    return new Filled(length);
  }

  /**
   * A binary value: its length, its kind, its bytes (BSON specification); read without moving on.
   */
  private int fill(BsonInput value) {
    BsonInputMark begin = value.getMark(0);
    int length = value.readInt32();
    value.readByte();
    if (length <= buffer.length) {
      value.readBytes(buffer, 0, length);
    }
    begin.reset();
    return length;
  }

  @Override
  public void encode(BsonWriter writer, Filled value, EncoderContext context) {
    throw new UnsupportedOperationException("chunks are written by the driver");
  }

  @Override
  public Class<Filled> getEncoderClass() {
    return Filled.class;
  }
}
