package dev.oneshot.payload.mongo;

import com.mongodb.client.MongoDatabase;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.Payload.Content;
import dev.oneshot.payload.Payload.Inline;
import dev.oneshot.payload.Payload.Stored;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.PayloadWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * {@link PayloadStore} on MongoDB: small payloads in their job's document, of which this class
 * knows nothing, and larger ones in {@link PayloadFiles}.
 */
public final class MongoPayloadStore implements PayloadStore {
  private final PayloadFiles files;

  /** One that holds one chunk for a reader, never two. */
  public MongoPayloadStore(MongoDatabase database, InstantSource serverTime) {
    this(database, serverTime, ReadAhead.none());
  }

  public MongoPayloadStore(MongoDatabase database, InstantSource serverTime, ReadAhead ahead) {
    this.files =
        new PayloadFiles(
            () -> database, new MongoFileRecords(database), serverTime, ahead, Patience.NONE);
  }

  /**
   * One for a worker, most of whose jobs have no large file. It holds one chunk for a reader.
   *
   * @param database asked for when a file has several chunks, or is to be deleted
   * @param records does all the rest
   * @param patience how long reads and writes go on trying while the store is away
   */
  public MongoPayloadStore(
      Supplier<MongoDatabase> database,
      FileRecords records,
      InstantSource serverTime,
      Duration patience) {
    this.files =
        new PayloadFiles(database, records, serverTime, ReadAhead.none(), new Patience(patience));
  }

  /** For services at start, never for workers. */
  public void createIndexes() {
    files.createIndexes();
  }

  @Override
  public PayloadWriter write(FileId file, String contentType, long limitBytes) {
    return new SpillingPayloadWriter(files, file, contentType, limitBytes);
  }

  @Override
  public InputStream read(Payload payload, long fromByte) throws IOException {
    InputStream bytes = open(payload.content(), fromByte);
    return fromByte == 0 ? new VerifyingInputStream(bytes, payload) : bytes;
  }

  // no switch on types: it would be spun at run time, in the middle of a fresh worker's first job
  private InputStream open(Content content, long fromByte) throws IOException {
    if (content instanceof Inline(ByteBuffer inline)) {
      return inlineStream(inline, fromByte);
    }
    if (content instanceof Stored(FileId file)) {
      return files.open(file, fromByte);
    }
    throw new PayloadDamagedException("the bytes were deleted");
  }

  private static InputStream inlineStream(ByteBuffer inline, long fromByte) {
    byte[] copy = new byte[inline.remaining()];
    inline.get(copy);
    int from = (int) Math.min(fromByte, copy.length);
    return new ByteArrayInputStream(copy, from, copy.length - from);
  }

  @Override
  public void delete(Payload payload) {
    if (payload.content() instanceof Stored(FileId file)) {
      delete(file);
    }
  }

  @Override
  public void delete(FileId file) {
    files.delete(file);
  }
}
