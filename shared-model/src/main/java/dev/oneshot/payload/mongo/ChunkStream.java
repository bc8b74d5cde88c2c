package dev.oneshot.payload.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.mongo.ChunkCodec.Filled;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.codecs.configuration.CodecRegistries;
import org.jspecify.annotations.Nullable;

/**
 * A stored file from a position on. While its reader works on one chunk, the next is fetched if
 * there is room for a {@link SecondChunk}. Holds one chunk or two, however long the file and
 * however slow its reader is. For one reader.
 */
final class ChunkStream extends InputStream {
  /** A reader that has had so many bytes of a chunk will want the next one too. */
  private static final int GOES_ON_BYTES = 256 * 1024;

  private static final byte[] NOTHING = new byte[0];

  private final MongoCollection<BsonDocument> chunks;
  private final Patience patience;
  private final StoredFile file;
  private final SecondChunk second;
  private byte[] chunk = NOTHING;
  private int length;
  private int position;
  private int goesOnFrom;
  private long next;
  private boolean isClosed;
  private byte[] other = NOTHING;

  ChunkStream(
      MongoCollection<BsonDocument> chunks,
      Patience patience,
      StoredFile file,
      SecondChunks room,
      long fromByte)
      throws IOException {
    this.chunks = chunks;
    this.patience = patience;
    this.file = file;
    this.second = new SecondChunk(room);
    next = fromByte / file.chunkBytes();
    if (!isLast()) {
      fetchNext();
      position = (int) Math.min(fromByte % file.chunkBytes(), length);
      goesOnFrom = position + GOES_ON_BYTES;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, buffer.length);
    if (count == 0) {
      return 0; // and no reason to wait for the next chunk
    }
    if (position == length) {
      if (isClosed) {
        throw new IOException("the stream was closed");
      }
      if (isLast()) {
        return -1;
      }
      try {
        fetchNext();
      } catch (MongoException e) {
        // the readers of streams know no other failure: a function would be blamed for this one
        throw new IOException("the store did not give the next bytes", e);
      }
    }
    if (position >= goesOnFrom && !second.isMoving() && !isLast()) {
      fetchAhead();
    }
    int got = Math.min(count, length - position);
    System.arraycopy(chunk, position, buffer, offset, got);
    position += got;
    return got;
  }

  private boolean isLast() {
    return next >= file.chunks();
  }

  private void fetchAhead() {
    long number = next;
    byte[] into = second.array(file.bytesOf(number), other);
    if (into != null) {
      other = into;
      second.start(() -> fetch(number, into));
    }
  }

  private void fetchNext() throws IOException {
    if (second.isMoving()) {
      length = second.await();
      byte[] read = chunk;
      chunk = other;
      other = read;
    } else {
      chunk = roomy(chunk, next);
      length = fetch(next, chunk);
    }
    position = 0;
    goesOnFrom = GOES_ON_BYTES;
    next++;
    if (isLast()) {
      second.close();
      other = NOTHING;
    }
  }

  // only a file's last chunk is smaller than the others
  private byte[] roomy(byte[] known, long number) {
    int needed = file.bytesOf(number);
    return known.length >= needed ? known : new byte[needed];
  }

  private int fetch(long number, byte[] into) throws PayloadDamagedException {
    Filled found = patience.bridge(() -> find(number, into));
    int got = found == null ? 0 : found.length();
    file.checkChunk(number, into, got);
    return got;
  }

  private @Nullable Filled find(long number, byte[] into) {
    return chunks
        .withDocumentClass(Filled.class)
        .withCodecRegistry(
            CodecRegistries.fromRegistries(
                CodecRegistries.fromCodecs(new ChunkCodec(into)),
                MongoClientSettings.getDefaultCodecRegistry()))
        .find(PayloadFiles.chunk(file.id(), (int) number))
        .first();
  }

  /** Frees all; a chunk that is still on its way is dropped when it comes. */
  @Override
  public void close() {
    isClosed = true;
    second.close();
    chunk = NOTHING;
    other = NOTHING;
    length = 0;
    position = 0;
    next = file.chunks();
  }
}
