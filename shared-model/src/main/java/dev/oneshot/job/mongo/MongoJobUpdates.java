package dev.oneshot.job.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** {@link JobUpdates} by the driver. */
public final class MongoJobUpdates implements JobUpdates {
  private final MongoCollection<Document> documents;

  public MongoJobUpdates(MongoDatabase database) {
    this.documents = JobCollection.documents(database);
  }

  @Override
  public @Nullable Document findOneAndUpdate(
      BsonDocument expected, BsonDocument update, @Nullable BsonDocument projection) {
    return documents.findOneAndUpdate(
        expected,
        update,
        new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER).projection(projection));
  }
}
