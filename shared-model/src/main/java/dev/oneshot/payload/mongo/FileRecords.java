package dev.oneshot.payload.mongo;

import com.mongodb.MongoException;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The two operations on the store that a file needs; to do one twice is to do it once. */
public interface FileRecords {
  /**
   * Keeps a document in place of the one whose fields equal the key's, by majority.
   *
   * @throws MongoException when the server refused it, or its answer got lost
   */
  void put(String collection, BsonDocument key, BsonDocument document);

  /**
   * Finds the one document whose fields equal the key's, as a majority has it; null when there is
   * none.
   *
   * @throws MongoException when the server does not tell
   */
  @Nullable Document find(String collection, BsonDocument key);
}
