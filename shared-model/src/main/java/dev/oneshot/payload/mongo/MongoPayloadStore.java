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
  private final Sha256 inMemory;

  /** One that holds one chunk for a reader or writer, never two. */
  public MongoPayloadStore(MongoDatabase database, InstantSource serverTime) {
    this(database, serverTime, SecondChunks.none());
  }

  public MongoPayloadStore(MongoDatabase database, InstantSource serverTime, SecondChunks room) {
    this.files =
        new PayloadFiles(
            () -> database, new MongoFileRecords(database), serverTime, room, Patience.NONE);
    this.inMemory = Sha256.PLATFORM;
  }

  /**
   * One for a worker, most of whose jobs have no large file.
   *
   * @param database asked for when a file has several chunks, or is to be deleted
   * @param records does all the rest
   * @param patience how long reads and writes go on trying while the store is away
   */
  public MongoPayloadStore(
      Supplier<MongoDatabase> database,
      FileRecords records,
      InstantSource serverTime,
      SecondChunks room,
      Duration patience) {
    this.files = new PayloadFiles(database, records, serverTime, room, new Patience(patience));
    this.inMemory = Sha256.PLAIN;
  }

  /** For services at start, never for workers. */
  public void createIndexes() {
    files.createIndexes();
  }

  @Override
  public PayloadWriter write(FileId file, String contentType, long limitBytes) {
    return new SpillingPayloadWriter(files, inMemory, file, contentType, limitBytes);
  }

  // no switch on types: it would be spun at run time, in the middle of a fresh worker's first job
  @Override
  public InputStream read(Payload payload, long fromByte) throws IOException {
    Content content = payload.content();
    if (content instanceof Inline(ByteBuffer inline)) {
      byte[] bytes = verified(inline, payload);
      int from = (int) Math.min(fromByte, bytes.length);
      return new ByteArrayInputStream(bytes, from, bytes.length - from);
    }
    if (content instanceof Stored(FileId file)) {
      return files.open(file, payload, fromByte);
    }
    throw new PayloadDamagedException("the bytes were deleted");
  }

  private byte[] verified(ByteBuffer inline, Payload expected) throws PayloadDamagedException {
    byte[] bytes = new byte[inline.remaining()];
    inline.get(bytes);
    VerifyingInputStream.verify(bytes.length, inMemory.hex(bytes), expected);
    return bytes;
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
