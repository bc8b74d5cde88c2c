package dev.oneshot.payload.mongo;

import com.mongodb.MongoException;
import com.mongodb.MongoGridFSException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.GridFSUploadStream;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
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
  private final MongoUploadRegister register;

  public MongoPayloadStore(MongoDatabase database, InstantSource serverTime) {
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
    InputStream bytes = open(payload.content());
    if (fromByte == 0) {
      return new VerifyingInputStream(bytes, payload);
    }
    bytes.skipNBytes(fromByte);
    return bytes;
  }

  // no switch on types: it would be spun at run time, in the middle of a fresh worker's first job
  private InputStream open(Content content) throws IOException {
    if (content instanceof Inline(ByteBuffer inline)) {
      return inlineStream(inline);
    }
    if (content instanceof Stored(FileId file)) {
      return download(file);
    }
    throw new PayloadDamagedException("the bytes were deleted");
  }

  private static InputStream inlineStream(ByteBuffer inline) {
    byte[] copy = new byte[inline.remaining()];
    inline.get(copy);
    return new ByteArrayInputStream(copy);
  }

  private InputStream download(FileId file) throws PayloadDamagedException {
    try {
      // one chunk a batch: the embedded store does not cap a reply at 48 MB as a real server does
      return bucket.openDownloadStream(new BsonString(file.value())).batchSize(1);
    } catch (MongoGridFSException e) {
      throw damaged(file, e);
    }
  }

  private static PayloadDamagedException damaged(FileId file, MongoException cause) {
    PayloadDamagedException damaged =
        new PayloadDamagedException("the stored file " + file + " is missing");
    damaged.initCause(cause);
    return damaged;
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
