package dev.oneshot.payload.mongo;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * CRC-32C (RFC 3720) of each of a file's chunks, in their order, four bytes each. They lie in the
 * file's record and not with the chunks, so that a chunk of another file or place is noticed too.
 */
final class ChunkSums {
  private static final String METADATA = "metadata"; // where GridFS has what is not its own
  private static final String SUMS = "crc32c";

  private ByteBuffer sums;

  /** None yet. */
  ChunkSums() {
    this(ByteBuffer.allocate(Integer.BYTES));
  }

  private ChunkSums(ByteBuffer sums) {
    this.sums = sums;
  }

  /** Null of a file that was written when there were none. */
  static @Nullable ChunkSums in(Document record) {
    Document metadata = record.get(METADATA, Document.class);
    Binary stored = metadata == null ? null : metadata.get(SUMS, Binary.class);
    return stored == null ? null : new ChunkSums(ByteBuffer.wrap(stored.getData()));
  }

  void addTo(BsonDocument record) {
    byte[] all = new byte[sums.position()];
    sums.get(0, all);
    record.append(METADATA, new BsonDocument(SUMS, new BsonBinary(all)));
  }

  /** Adds the next chunk's. */
  void add(byte[] chunk) {
    if (!sums.hasRemaining()) {
      ByteBuffer larger = ByteBuffer.allocate(2 * sums.capacity());
      sums = larger.put(sums.flip());
    }
    sums.putInt(of(chunk, chunk.length));
  }

  /** Whether a chunk that was read is the one that was stored in this place. */
  boolean match(long number, byte[] chunk, int length) {
    long at = number * Integer.BYTES;
    return at + Integer.BYTES <= sums.limit() && sums.getInt((int) at) == of(chunk, length);
  }

  private static int of(byte[] chunk, int length) {
    CRC32C sum = new CRC32C();
    sum.update(chunk, 0, length);
    return (int) sum.getValue();
  }
}
