package dev.oneshot.payload.mongo;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** {@link FileRecords} by the driver. */
public final class MongoFileRecords implements FileRecords {
  private final MongoDatabase database;

  public MongoFileRecords(MongoDatabase database) {
    this.database = database;
  }

  @Override
  public void put(String collection, BsonDocument key, BsonDocument document) {
    database
        .getCollection(collection, BsonDocument.class)
        .withWriteConcern(WriteConcern.MAJORITY)
        .replaceOne(key, document, new ReplaceOptions().upsert(true));
  }

  @Override
  public @Nullable Document find(String collection, BsonDocument key) {
    return database
        .getCollection(collection)
        .withReadPreference(ReadPreference.primary()) // a secondary may not have it yet
        .withReadConcern(ReadConcern.MAJORITY)
        .find(key)
        .first();
  }
}
