package dev.oneshot.job.mongo;

import java.time.Instant;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * What a compare-and-set changes, as the update document itself. The driver's own builders give the
 * same document, by way of a codec for each value: half a millisecond in a worker whose code nobody
 * has compiled yet, twice for each job (docs/adr/0007). For one thread.
 */
final class Changes {
  private final BsonDocument update = new BsonDocument();

  Changes set(String field, BsonValue value) {
    return add("$set", field, value);
  }

  Changes set(String field, String value) {
    return set(field, new BsonString(value));
  }

  Changes set(String field, Instant value) {
    return set(field, dateTime(value));
  }

  Changes unset(String... fields) {
    for (String field : fields) {
      add("$unset", field, new BsonString(""));
    }
    return this;
  }

  Changes increment(String field, int by) {
    return add("$inc", field, new BsonInt32(by));
  }

  /** Sets the server's time. */
  Changes currentDate(String field) {
    return add("$currentDate", field, BsonBoolean.TRUE);
  }

  private Changes add(String operator, String field, BsonValue value) {
    BsonDocument fields = update.getDocument(operator, new BsonDocument());
    fields.put(field, value);
    update.put(operator, fields);
    return this;
  }

  BsonDocument document() {
    return update;
  }

  static BsonDateTime dateTime(Instant time) {
    return new BsonDateTime(time.toEpochMilli());
  }

  /** A condition on one field, e.g. {@code where("deadlineAt", "$gt", now)}. */
  static BsonDocument where(String field, String operator, Instant time) {
    return new BsonDocument(field, new BsonDocument(operator, dateTime(time)));
  }
}
