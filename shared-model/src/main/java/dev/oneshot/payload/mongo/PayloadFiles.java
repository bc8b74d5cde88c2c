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
import dev.oneshot.payload.PayloadDamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * The payloads that are too large for a job's document: files of a GridFS bucket {@code payloads}.
 * Chunks of 8 MiB: the driver awaits one majority write per chunk, so the default of 255 KiB would
 * cost 32 times the round trips (reliability notes, finding 9).
 */
final class PayloadFiles {
  static final String BUCKET = "payloads";
  static final int CHUNK_BYTES = 8 * 1024 * 1024;
  private static final GridFSUploadOptions UPLOAD_OPTIONS =
      new GridFSUploadOptions().chunkSizeBytes(CHUNK_BYTES);

  private final GridFSBucket bucket;
  private final MongoCollection<BsonDocument> chunks;
  private final MongoUploadRegister register;
  private final ReadAhead ahead;

  PayloadFiles(MongoDatabase database, InstantSource serverTime, ReadAhead ahead) {
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

  GridFSUploadStream startUpload(FileId file) {
    register.started(file);
    return bucket.openUploadStream(new BsonString(file.value()), file.value(), UPLOAD_OPTIONS);
  }

  InputStream open(FileId file, long fromByte) throws IOException {
    return new ChunkStream(chunks, stored(file), ahead, fromByte);
  }

  private GridFSFile stored(FileId file) throws PayloadDamagedException {
    GridFSFile found = bucket.find(Filters.eq(new BsonString(file.value()))).first();
    if (found == null) {
      throw new PayloadDamagedException("the stored file " + file + " is missing");
    }
    return found;
  }

  void delete(FileId file) {
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
