package dev.oneshot.job.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import org.bson.Document;

/** Creates what the queries need; idempotent. Called by services at start, never by workers. */
public final class JobIndexes {
  private JobIndexes() {}

  public static void create(MongoDatabase database) {
    MongoCollection<Document> jobs = database.getCollection(JobUpdates.COLLECTION);
    jobs.createIndex(Indexes.ascending("state", "publishDueAt"));
    jobs.createIndex(Indexes.ascending("state", "pool", "publishedAt"));
    jobs.createIndex(Indexes.ascending("state", "queueDeadlineAt"));
    jobs.createIndex(Indexes.ascending("state", "claim.heartbeatAt"));
    jobs.createIndex(Indexes.ascending(JobCollection.HELD_FROM, "function"));
    jobs.createIndex(Indexes.ascending("claim.worker.id"));
    jobs.createIndex(Indexes.ascending("resultExpireAt"));
    jobs.createIndex(Indexes.ascending("expireAt"));
    jobs.createIndex(Indexes.descending("createdAt", "_id"));
    jobs.createIndex(Indexes.descending("function", "createdAt", "_id"));
    jobs.createIndex(Indexes.descending("function", "state", "createdAt", "_id"));
    jobs.createIndex(Indexes.descending("state", "createdAt", "_id"));
  }
}
