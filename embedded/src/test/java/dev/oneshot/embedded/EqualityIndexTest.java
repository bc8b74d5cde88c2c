package dev.oneshot.embedded;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;

/** An indexed collection answers like one without an index, whatever was done to both. */
class EqualityIndexTest {
  private static final List<String> STATES = List.of("QUEUED", "RUNNING", "DONE");

  private final Random random = new Random(42);

  @Test
  void changesNoAnswer() {
    try (EmbeddedStore store = EmbeddedStore.start(64L << 20);
        MongoClient client = MongoClients.create(store.uri())) {
      MongoCollection<Document> plain = client.getDatabase("db").getCollection("plain");
      MongoCollection<Document> indexed = client.getDatabase("db").getCollection("indexed");
      plain.insertOne(new Document("_id", "first").append("state", "DONE"));
      indexed.insertOne(new Document("_id", "first").append("state", "DONE"));
      indexed.createIndex(Indexes.ascending("state", "due"));
      indexed.createIndex(Indexes.ascending("state", "at"));

      for (int i = 0; i < 150; i++) {
        Change change = change(i);
        change.to(plain);
        change.to(indexed);
        for (Bson query : queries()) {
          assertThat(found(indexed, query)).as("%d: %s", i, query).isEqualTo(found(plain, query));
        }
      }
    }
  }

  @Test
  void leadsToNothingButWhatMayMatch() {
    EqualityIndex index = new EqualityIndex("state_1", List.of(new IndexKey("state", true)));
    index.add(stored("a", "DONE"), 0);
    index.add(stored("b", "QUEUED"), 1);
    index.add(stored("c", "DONE"), 2);
    index.update(stored("a", "DONE"), stored("a", "RUNNING"), 0);

    assertThat(index.getPositions(state("DONE"))).containsExactly(2);
    assertThat(index.getPositions(state(choice("QUEUED", "RUNNING")))).containsExactly(0, 1);
    assertThat(index.canHandle(state("DONE"))).isTrue();
    assertThat(index.canHandle(state(new de.bwaldvogel.mongo.bson.Document("$ne", "DONE"))))
        .isFalse();
    assertThat(index.canHandle(new de.bwaldvogel.mongo.bson.Document("due", 3))).isFalse();
  }

  private static de.bwaldvogel.mongo.bson.Document stored(String id, String state) {
    return state(state).append("_id", id);
  }

  private static de.bwaldvogel.mongo.bson.Document state(Object condition) {
    return new de.bwaldvogel.mongo.bson.Document("state", condition);
  }

  private static de.bwaldvogel.mongo.bson.Document choice(String... values) {
    return new de.bwaldvogel.mongo.bson.Document("$in", List.of(values));
  }

  private interface Change {
    void to(MongoCollection<Document> documents);
  }

  private Change change(int i) {
    String id = "job-" + random.nextInt(Math.max(1, i / 2));
    String state = STATES.get(random.nextInt(STATES.size()));
    int due = random.nextInt(100);
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          documents ->
              documents.insertOne(
                  new Document("_id", "new-" + i).append("state", state).append("due", due));
      case 2 ->
          documents ->
              documents.replaceOne(
                  eq("_id", id),
                  new Document("state", state).append("due", due),
                  new ReplaceOptions().upsert(true));
      case 3 ->
          documents ->
              documents.findOneAndUpdate(
                  and(eq("_id", id), ne("state", "DONE")), combine(set("state", state)));
      case 4 ->
          documents ->
              documents.updateMany(eq("state", state), combine(set("due", due), unset("x")));
      default -> documents -> documents.deleteOne(and(eq("state", state), gt("due", 90)));
    };
  }

  private List<Bson> queries() {
    String state = STATES.get(random.nextInt(STATES.size()));
    return List.of(
        eq("state", state),
        new Document("state", state).append("due", new Document("$gt", 50)),
        and(eq("state", state), gt("due", 50)),
        and(gt("due", 20), in("state", state, "QUEUED")),
        in("state", List.of()),
        ne("state", state),
        eq("state", null),
        new Document("state", new Document("$gte", "E")));
  }

  private static List<Document> found(MongoCollection<Document> documents, Bson query) {
    List<Document> found = documents.find(query).into(new ArrayList<>());
    found.addAll(
        documents
            .find(query)
            .sort(Sorts.descending("due", "_id"))
            .limit(3)
            .into(new ArrayList<>()));
    found.add(new Document("count", documents.countDocuments(query)));
    return found;
  }
}
