package dev.oneshot.request.submission.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import dev.oneshot.job.JobId;
import dev.oneshot.request.submission.KeyStore;
import dev.oneshot.request.submission.KeyUse;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.springframework.stereotype.Component;

/**
 * {@link KeyStore} in the collection {@code idempotency}: {@code {_id: "function/key", job,
 * fingerprint, expireAt}}. The unique {@code _id} decides between calls that come at once.
 */
@Component
final class MongoKeyStore implements KeyStore {
  private final MongoCollection<Document> uses;

  MongoKeyStore(MongoDatabase database) {
    uses =
        database
            .getCollection("idempotency")
            .withReadPreference(ReadPreference.primary())
            .withWriteConcern(WriteConcern.MAJORITY)
            .withReadConcern(ReadConcern.MAJORITY);
    uses.createIndex(Indexes.ascending("expireAt"));
  }

  @Override
  public Optional<KeyUse> find(String function, String key) {
    return Optional.ofNullable(uses.find(eq("_id", id(function, key))).first())
        .map(stored -> use(function, key, stored));
  }

  @Override
  public KeyUse claim(KeyUse wanted) {
    String id = id(wanted.function(), wanted.key());
    try {
      uses.insertOne(
          new Document("_id", id)
              .append("job", wanted.job().value())
              .append("fingerprint", wanted.fingerprint())
              .append("expireAt", Date.from(wanted.expireAt())));
      return wanted;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw e;
      }
      // it may have expired between the two looks: then the next try takes it
      return find(wanted.function(), wanted.key()).orElseGet(() -> claim(wanted));
    }
  }

  @Override
  public boolean replace(KeyUse seen, KeyUse wanted) {
    return uses.updateOne(
                and(
                    eq("_id", id(seen.function(), seen.key())),
                    eq("job", seen.job().value()),
                    eq("expireAt", Date.from(seen.expireAt()))),
                combine(
                    set("job", wanted.job().value()),
                    set("expireAt", Date.from(wanted.expireAt()))))
            .getMatchedCount()
        == 1;
  }

  @Override
  public void forgetExpired(Instant now) {
    uses.deleteMany(lt("expireAt", Date.from(now)));
  }

  // no function name has a slash
  private static String id(String function, String key) {
    return function + '/' + key;
  }

  private static KeyUse use(String function, String key, Document stored) {
    return new KeyUse(
        function,
        key,
        new JobId(Objects.requireNonNull(stored.getString("job"))),
        stored.getString("fingerprint"),
        stored.getDate("expireAt").toInstant());
  }
}
