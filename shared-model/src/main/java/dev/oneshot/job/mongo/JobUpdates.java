package dev.oneshot.job.mongo;

import com.mongodb.MongoException;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The one operation that changes a job: a compare-and-set on its document, by majority. */
public interface JobUpdates {
  /** The collection of jobs. */
  String COLLECTION = "jobs";

  /**
   * Changes the document that is as expected.
   *
   * @param projection what to give of it; null for all
   * @return the document after the change; null when none was as expected
   * @throws MongoException when the server refused it, or its answer got lost, with the change made
   *     or not
   */
  @Nullable Document findOneAndUpdate(
      BsonDocument expected, BsonDocument update, @Nullable BsonDocument projection);
}
