package dev.oneshot.payload.mongo;

import com.mongodb.MongoGridFSException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.GridFSUploadStream;
import com.mongodb.client.gridfs.model.GridFSFile;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import com.mongodb.client.model.Filters;
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
import java.time.InstantSource;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * {@link PayloadStore} in a GridFS bucket {@code payloads}. Chunks of 8 MiB: the driver awaits one
 * majority write per chunk, so the default of 255 KiB would cost 32 times the round trips
 * (reliability notes, finding 9).
 */
public final class MongoPayloadStore implements PayloadStore {
  static final String BUCKET = "payloads";
  static final int CHUNK_BYTES = 8 * 1024 * 1024;
  private static final GridFSUploadOptions UPLOAD_OPTIONS =
      new GridFSUploadOptions().chunkSizeBytes(CHUNK_BYTES);

  private final GridFSBucket bucket;
  private final MongoCollection<BsonDocument> chunks;
  private final MongoUploadRegister register;
  private final ReadAhead ahead;

  /** One that holds one chunk for a reader, never two. */
  public MongoPayloadStore(MongoDatabase database, InstantSource serverTime) {
    this(database, serverTime, ReadAhead.none());
  }

  public MongoPayloadStore(MongoDatabase database, InstantSource serverTime, ReadAhead ahead) {
    this.ahead = ahead;
    this.chunks =
        database
            .getCollection(BUCKET + ".chunks", BsonDocument.class)
            .withReadConcern(ReadConcern.MAJORITY);
    this.bucket =
        GridFSBuckets.create(database, BUCKET)
            .withWriteConcern(WriteConcern.MAJORITY)
            .withReadConcern(ReadConcern.MAJORITY);
    this.register = new MongoUploadRegister(database, serverTime);
  }

  @Override
  public PayloadWriter write(FileId file, String contentType, long limitBytes) {
    return new SpillingPayloadWriter(this, file, contentType, limitBytes);
  }

  GridFSUploadStream startUpload(FileId file) {
    register.started(file);
    return bucket.openUploadStream(new BsonString(file.value()), file.value(), UPLOAD_OPTIONS);
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
      return new ChunkStream(chunks, stored(file), ahead, fromByte);
    }
    throw new PayloadDamagedException("the bytes were deleted");
  }

  private static InputStream inlineStream(ByteBuffer inline, long fromByte) {
    byte[] copy = new byte[inline.remaining()];
    inline.get(copy);
    int from = (int) Math.min(fromByte, copy.length);
    return new ByteArrayInputStream(copy, from, copy.length - from);
  }

  private GridFSFile stored(FileId file) throws PayloadDamagedException {
    GridFSFile found = bucket.find(Filters.eq(new BsonString(file.value()))).first();
    if (found == null) {
      throw new PayloadDamagedException("the stored file " + file + " is missing");
    }
    return found;
  }

  @Override
  public void delete(Payload payload) {
    if (payload.content() instanceof Stored(FileId file)) {
      delete(file);
    }
  }

  @Override
  public void delete(FileId file) {
    try {
      bucket.delete(new BsonString(file.value()));
    } catch (MongoGridFSException e) {
      // no such file, or an upload that was cut off: its chunks are gone all the same
    }
  }

  /** For an upload that its own writer removed. */
  void abandoned(FileId file) {
    delete(file);
    register.settle(file);
  }
}
