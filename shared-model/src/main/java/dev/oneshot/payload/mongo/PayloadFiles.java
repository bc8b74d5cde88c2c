package dev.oneshot.payload.mongo;

import com.mongodb.MongoGridFSException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadDamagedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The payloads that are too large for a job's document: files of a GridFS bucket {@code payloads}
 * (GridFS specification), in chunks of 8 MiB: one majority write is awaited for each, so the usual
 * 255 KiB would cost 32 times the round trips (reliability notes, finding 9). A file's record comes
 * last: a file that is there is whole.
 */
final class PayloadFiles {
  static final int CHUNK_BYTES = 8 * 1024 * 1024;

  private static final String BUCKET = "payloads";
  private static final String FILES = BUCKET + ".files";
  private static final String CHUNKS = BUCKET + ".chunks";

  private final Supplier<MongoDatabase> database;
  private final FileRecords records;
  private final InstantSource serverTime;
  private final SecondChunks room;
  private final Patience patience;

  /**
   * Makes nothing yet.
   *
   * @param database for files of several chunks, and for all that is deleted
   * @param records for the rest
   */
  PayloadFiles(
      Supplier<MongoDatabase> database,
      FileRecords records,
      InstantSource serverTime,
      SecondChunks room,
      Patience patience) {
    this.database = database;
    this.records = records;
    this.serverTime = serverTime;
    this.room = room;
    this.patience = patience;
  }

  void createIndexes() {
    database
        .get()
        .getCollection(CHUNKS)
        .createIndex(Indexes.ascending("files_id", "n"), new IndexOptions().unique(true));
  }

  ChunkWriter startUpload(FileId file) {
    put(
        records,
        MongoUploadRegister.COLLECTION,
        id(file),
        MongoUploadRegister.started(file, serverTime.instant()));
    return new ChunkWriter(this, file, room);
  }

  void putChunk(FileId file, int number, byte[] bytes) {
    BsonDocument key = chunk(file, number);
    FileRecords way = number == 0 ? records : new MongoFileRecords(database.get());
    put(way, CHUNKS, key, key.clone().append("data", new BsonBinary(bytes)));
  }

  void putFile(FileId file, long length, ChunkSums sums) {
    BsonDocument record =
        id(file)
            .append("filename", new BsonString(file.value()))
            .append("length", new BsonInt64(length))
            .append("chunkSize", new BsonInt32(CHUNK_BYTES))
            .append("uploadDate", MongoUploadRegister.dateTime(serverTime.instant()));
    sums.addTo(record);
    put(records, FILES, id(file), record);
  }

  private void put(FileRecords way, String collection, BsonDocument key, BsonDocument document) {
    patience.bridge(() -> {
      way.put(collection, key, document);
      return null;
    });
  }

  private @Nullable Document find(String collection, BsonDocument key) {
    return patience.bridge(() -> records.find(collection, key));
  }

  /** The payload's bytes, each checked before it is given, unless the file has no sums. */
  InputStream open(FileId file, Payload payload, long fromByte) throws IOException {
    StoredFile stored = stored(file);
    stored.checkLength(payload.length());
    InputStream bytes =
        stored.chunks() > 1
            ? new ChunkStream(chunks(), patience, stored, room, fromByte)
            : onlyChunk(stored, fromByte);
    return stored.sums() == null && fromByte == 0
        ? new VerifyingInputStream(bytes, payload)
        : bytes;
  }

  private MongoCollection<BsonDocument> chunks() {
    return database
        .get()
        .getCollection(CHUNKS, BsonDocument.class)
        .withReadPreference(ReadPreference.primary()) // a secondary may not have them yet
        .withReadConcern(ReadConcern.MAJORITY);
  }

  private StoredFile stored(FileId file) throws PayloadDamagedException {
    Document found = find(FILES, id(file));
    if (found == null) {
      throw new PayloadDamagedException("the stored file " + file + " is missing");
    }
    return new StoredFile(
        file,
        found.get("length", Number.class).longValue(),
        found.get("chunkSize", Number.class).intValue(),
        ChunkSums.in(found));
  }

  private InputStream onlyChunk(StoredFile file, long fromByte) throws PayloadDamagedException {
    Document found = find(CHUNKS, chunk(file.id(), 0));
    byte[] bytes = found == null ? new byte[0] : found.get("data", Binary.class).getData();
    file.checkChunk(0, bytes, bytes.length);
    int from = (int) Math.min(fromByte, bytes.length);
    return new ByteArrayInputStream(bytes, from, bytes.length - from);
  }

  void delete(FileId file) {
    try {
      GridFSBuckets.create(database.get(), BUCKET)
          .withWriteConcern(WriteConcern.MAJORITY)
          .delete(new BsonString(file.value()));
    } catch (MongoGridFSException e) {
      // no such file, or an upload that was cut off: its chunks are gone all the same
    }
  }

  /** For an upload that its own writer removed. */
  void abandoned(FileId file) {
    delete(file);
    new MongoUploadRegister(database.get()).settle(file);
  }

  private static BsonDocument id(FileId file) {
    return new BsonDocument("_id", new BsonString(file.value()));
  }

  static BsonDocument chunk(FileId file, int number) {
    return new BsonDocument("files_id", new BsonString(file.value()))
        .append("n", new BsonInt32(number));
  }
}
