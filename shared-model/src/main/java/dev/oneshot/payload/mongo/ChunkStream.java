package dev.oneshot.payload.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.mongo.ChunkCodec.Filled;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bson.BsonDocument;
import org.bson.codecs.configuration.CodecRegistries;
import org.jspecify.annotations.Nullable;

/**
 * A stored file from a position on. While its reader works on one chunk, {@link ReadAhead} fetches
 * the next, so that the store, the digest and whoever the bytes go to are busy at the same time. It
 * has one array of a chunk's size, or two when it reads ahead, however long the file and however
 * slow its reader is. For one reader.
 */
final class ChunkStream extends InputStream {
  /** A reader that goes on beyond so many bytes of a chunk will want the next one too. */
  private static final int GOES_ON_BYTES = 256 * 1024;

  private static final byte[] NOTHING = new byte[0];

  private final MongoCollection<BsonDocument> chunks;
  private final Patience patience;
  private final StoredFile file;
  private final ReadAhead ahead;
  private byte[] chunk = NOTHING;
  private int length;
  private int position;
  private long next;
  private boolean hasRoom;
  private byte[] other = NOTHING;
  private @Nullable FutureTask<Integer> coming;

  ChunkStream(
      MongoCollection<BsonDocument> chunks,
      Patience patience,
      StoredFile file,
      ReadAhead ahead,
      long fromByte)
      throws IOException {
    this.chunks = chunks;
    this.patience = patience;
    this.file = file;
    this.ahead = ahead;
    next = fromByte / file.chunkBytes();
    if (!isLast()) {
      fetchNext();
      position = (int) Math.min(fromByte % file.chunkBytes(), length);
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
    if (position >= GOES_ON_BYTES && coming == null && !isLast()) {
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
    hasRoom = hasRoom || ahead.take();
    if (hasRoom) {
      long number = next;
      byte[] into = roomy(other, number);
      other = into;
      coming = new FutureTask<>(() -> fetch(number, into));
      ahead.start(coming);
    }
  }

  private void fetchNext() throws IOException {
    FutureTask<Integer> fetch = coming;
    if (fetch == null) {
      chunk = roomy(chunk, next);
      length = fetch(next, chunk);
    } else {
      coming = null;
      length = result(fetch);
      byte[] read = chunk;
      chunk = other;
      other = read;
    }
    position = 0;
    next++;
  }

  // only a file's last chunk is smaller than the others
  private byte[] roomy(byte[] known, long number) {
    int needed = file.bytesOf(number);
    return known.length >= needed ? known : new byte[needed];
  }

  private static int result(FutureTask<Integer> fetch) throws IOException {
    try {
      return fetch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      throw cause instanceof IOException failure ? failure : new IOException(cause);
    }
  }

  private int fetch(long number, byte[] into) throws PayloadDamagedException {
    Filled found = patience.bridge(() -> find(number, into));
    int got = found == null ? 0 : found.length();
    file.checkChunk(number, got);
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
    if (coming != null) {
      coming.cancel(false);
      coming = null;
    }
    if (hasRoom) {
      hasRoom = false;
      ahead.giveBack();
    }
    chunk = NOTHING;
    other = NOTHING;
    length = 0;
    position = 0;
    next = file.chunks();
  }
}
