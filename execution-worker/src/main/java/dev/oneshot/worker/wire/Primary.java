package dev.oneshot.worker.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A connection, logged in, to the server that takes writes. Nothing is repeated here, and no other
 * server is looked for: whoever meets an {@link IOException} closes it and goes by the driver. For
 * one thread at a time.
 */
public final class Primary implements AutoCloseable {
  private static final BsonString MAJORITY = new BsonString("majority");
  private static final BsonDocument BY_MAJORITY = new BsonDocument("w", MAJORITY);
  private static final BsonDocument ID_ONLY = new BsonDocument("_id", new BsonInt32(1));

  private final StoreWire wire;
  private final @Nullable StoreKey key;
  private final Duration shortWait;
  private final Duration answerWait;

  private Primary(StoreWire wire, @Nullable StoreKey key, Duration shortWait, Duration answerWait) {
    this.wire = wire;
    this.key = key;
    this.shortWait = shortWait;
    this.answerWait = answerWait;
  }

  /**
   * Finds it: asks the hosts that are named, and those that these say it is.
   *
   * @param shortWait for the answer to what is small, as all is until it is found
   * @param answerWait for the answer to what may be large
   * @throws IOException when no host is, or knows, a primary that lets us in
   */
  public static Primary find(StoreAddress address, Duration shortWait, Duration answerWait)
      throws IOException {
    PrimarySearch search = new PrimarySearch(address, shortWait);
    return new Primary(search.find(), search.key(), shortWait, answerWait);
  }

  /** What the login was made with; null when none was needed. */
  public @Nullable StoreKey key() {
    return key;
  }

  /**
   * Changes the one document that is as expected, by majority.
   *
   * @param projection what to give of it; null for all
   * @return the document after the change; null when none was as expected
   * @throws IOException when the server refused it, or its answer got lost, with the change made or
   *     not
   */
  public @Nullable Document findOneAndUpdate(
      String database,
      String collection,
      BsonDocument expected,
      BsonDocument update,
      @Nullable BsonDocument projection)
      throws IOException {
    wire.answerWithin(shortWait);
    BsonDocument command =
        new BsonDocument("findAndModify", new BsonString(collection))
            .append("query", expected)
            .append("update", update)
            .append("new", BsonBoolean.TRUE);
    if (projection != null) {
      command.append("fields", projection);
    }
    return change(database, command).get("value", Document.class);
  }

  /**
   * Keeps a document in place of the one whose fields equal the key's, by majority.
   *
   * @throws IOException when the server refused it, or its answer got lost
   */
  public void put(String database, String collection, BsonDocument key, BsonDocument document)
      throws IOException {
    wire.answerWithin(answerWait);
    change(
        database,
        new BsonDocument("findAndModify", new BsonString(collection))
            .append("query", key)
            .append("update", document)
            .append("upsert", BsonBoolean.TRUE)
            .append("fields", ID_ONLY));
  }

  private Document change(String database, BsonDocument command) throws IOException {
    command.append("writeConcern", BY_MAJORITY).append("$db", new BsonString(database));
    Document answer = wire.succeed(command);
    if (answer.get("writeConcernError") != null) {
      throw new IOException("no majority of the store's servers has said that it has the change");
    }
    return answer;
  }

  /**
   * Finds the one document whose fields equal the key's, as a majority has it.
   *
   * @throws IOException when the server refused to tell, or its answer got lost
   */
  public @Nullable Document find(String database, String collection, BsonDocument key)
      throws IOException {
    wire.answerWithin(answerWait);
    Document answer =
        wire.succeed(
            new BsonDocument("find", new BsonString(collection))
                .append("filter", key)
                .append("limit", new BsonInt32(1))
                .append("singleBatch", BsonBoolean.TRUE)
                .append("readConcern", new BsonDocument("level", MAJORITY))
                .append("$db", new BsonString(database)));
    Document cursor = answer.get("cursor", Document.class);
    List<Document> found =
        cursor == null ? List.of() : cursor.getList("firstBatch", Document.class);
    return found.isEmpty() ? null : found.getFirst();
  }

  /** The server's time. */
  public Date time() throws IOException {
    wire.answerWithin(shortWait);
    return wire.succeed(Greeting.command()).getDate("localTime");
  }

  @Override
  public void close() {
    wire.close();
  }
}
