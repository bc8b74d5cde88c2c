package dev.oneshot.payload.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.UploadRegister;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;

/**
 * {@link UploadRegister} in a collection of its own: {@code {_id: file, startedAt, dueAt, orphan}}.
 */
public final class MongoUploadRegister implements UploadRegister {
  static final String COLLECTION = "uploads";

  private static final Duration FIRST_LOOK_AFTER = Duration.ofMinutes(1);

  private final MongoCollection<Document> uploads;

  public MongoUploadRegister(MongoDatabase database) {
    this.uploads = database.getCollection(COLLECTION).withWriteConcern(WriteConcern.MAJORITY);
  }

  /** For services at start, never for workers. */
  public void createIndexes() {
    uploads.createIndex(Indexes.ascending("dueAt"));
  }

  /** The record of an upload that begins. */
  static BsonDocument started(FileId file, Instant now) {
    return new BsonDocument("_id", new BsonString(file.value()))
        .append("startedAt", dateTime(now))
        .append("dueAt", dateTime(now.plus(FIRST_LOOK_AFTER)));
  }

  static BsonDateTime dateTime(Instant time) {
    return new BsonDateTime(time.toEpochMilli());
  }

  @Override
  public List<Upload> due(Instant now, int limit) {
    return uploads
        .find(lte("dueAt", Date.from(now)))
        .sort(ascending("dueAt"))
        .limit(limit)
        .map(stored ->
            new Upload(
                new FileId(stored.getString("_id")),
                stored.getDate("startedAt").toInstant(),
                stored.getBoolean("orphan", false)))
        .into(new ArrayList<>());
  }

  @Override
  public void postpone(FileId file, Instant until, boolean isOrphan) {
    uploads.updateOne(
        eq("_id", file.value()), combine(set("dueAt", Date.from(until)), set("orphan", isOrphan)));
  }

  @Override
  public void settle(FileId file) {
    uploads.deleteOne(eq("_id", file.value()));
  }
}
