package dev.oneshot.payload.mongo;

import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.Payload.Content;
import dev.oneshot.payload.Payload.Expired;
import dev.oneshot.payload.Payload.Inline;
import dev.oneshot.payload.Payload.Stored;
import java.nio.ByteBuffer;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * Between {@link Payload} and its part of a job's document: {@code {length, contentType, sha256}}
 * and one of {@code inline} (the bytes) or {@code file} (the id in the payload bucket); neither
 * once it has expired.
 */
public final class PayloadDocuments {
  private PayloadDocuments() {}

  public static BsonDocument of(Payload payload) {
    BsonDocument stored =
        new BsonDocument("length", new BsonInt64(payload.length()))
            .append("contentType", new BsonString(payload.contentType()))
            .append("sha256", new BsonString(payload.sha256()));
    // no switch on types: it would be spun at run time, in the middle of a fresh worker's first job
    if (payload.content() instanceof Inline(ByteBuffer bytes)) {
      stored.append("inline", new BsonBinary(copy(bytes)));
    } else if (payload.content() instanceof Stored(FileId file)) {
      stored.append("file", new BsonString(file.value()));
    }
    return stored;
  }

  public static Payload payload(Document stored) {
    return new Payload(
        stored.getLong("length"),
        stored.getString("contentType"),
        stored.getString("sha256"),
        content(stored));
  }

  private static Content content(Document stored) {
    Binary inline = stored.get("inline", Binary.class);
    if (inline != null) {
      return new Inline(ByteBuffer.wrap(inline.getData()));
    }
    String file = stored.getString("file");
    return file == null ? new Expired() : new Stored(new FileId(file));
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }
}
