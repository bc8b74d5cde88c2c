package dev.oneshot.worker.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A connection, logged in, to the server that takes writes. Nothing is repeated here, and no other
 * server is looked for: whoever meets an {@link IOException} closes it and goes by the driver. For
 * one thread at a time.
 */
public final class Primary implements AutoCloseable {
  private static final BsonDocument BY_MAJORITY = new BsonDocument("w", new BsonString("majority"));

  private final StoreWire wire;

  Primary(StoreWire wire) {
    this.wire = wire;
  }

  /**
   * Finds it: asks the hosts that are named, and those that these say it is.
   *
   * @param answerWait for each answer, then and later
   * @throws IOException when no host is, or knows, a primary that lets us in
   */
  public static Primary find(StoreAddress address, Duration answerWait) throws IOException {
    return new PrimarySearch(address, answerWait).find();
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
    BsonDocument command =
        new BsonDocument("findAndModify", new BsonString(collection))
            .append("query", expected)
            .append("update", update)
            .append("new", BsonBoolean.TRUE);
    if (projection != null) {
      command.append("fields", projection);
    }
    command.append("writeConcern", BY_MAJORITY).append("$db", new BsonString(database));
    Document answer = wire.succeed(command);
    if (answer.get("writeConcernError") != null) {
      throw new IOException("no majority of the store's servers has said that it has the change");
    }
    return answer.get("value", Document.class);
  }

  /** The server's time. */
  public Date time() throws IOException {
    return wire.succeed(Greeting.command()).getDate("localTime");
  }

  @Override
  public void close() {
    wire.close();
  }
}
