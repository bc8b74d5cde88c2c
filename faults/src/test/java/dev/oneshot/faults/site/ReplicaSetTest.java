package dev.oneshot.faults.site;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.oneshot.testsupport.TestStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What MongoDB's own driver makes of it. */
@Timeout(30)
class ReplicaSetTest {
  private static final Duration VACANCY = Duration.ofMillis(300);
  private static final Duration DEAD_WITHIN = Duration.ofSeconds(5);

  private TestStore store;
  private ReplicaSet set;
  private MongoClient client;
  private MongoClient direct;
  private MongoCollection<Document> jobs;
  private MongoCollection<Document> stored;

  @BeforeEach
  void start() throws IOException {
    store = TestStore.start();
    set = ReplicaSet.before(URI.create(store.uri()).getPort());
    client = MongoClients.create(set.uri());
    direct = MongoClients.create(store.uri());
    String database = store.newDatabaseName();
    jobs = client.getDatabase(database).getCollection("jobs");
    stored = direct.getDatabase(database).getCollection("jobs");
    jobs.insertOne(new Document("_id", 1).append("state", "QUEUED"));
  }

  @AfterEach
  void end() {
    client.close();
    direct.close();
    set.close();
    store.close();
  }

  private void assertState(String state) {
    assertThat(stored.find()).singleElement().extracting("state").isEqualTo(state);
  }

  private void change(String state) {
    jobs.findOneAndUpdate(eq("_id", 1), set("state", state));
  }

  @Test
  void refusesWhileNobodyLeads_andObeysTheNextPrimary() {
    set.stepDown(VACANCY);

    assertThatThrownBy(() -> change("RUNNING")).isInstanceOf(MongoNotPrimaryException.class);
    assertState("QUEUED");
    change("RUNNING");
    assertState("RUNNING");
  }

  @Test
  void diesBeforeTheChange() {
    CompletableFuture<Void> dead = set.killAtNextChange(false, VACANCY);

    assertThatThrownBy(() -> change("RUNNING")).isInstanceOf(MongoSocketException.class);

    assertThat(dead).succeedsWithin(DEAD_WITHIN);
    assertState("QUEUED");
    change("RUNNING");
    assertState("RUNNING");
  }

  @Test
  void diesAfterTheChange() {
    CompletableFuture<Void> dead = set.killAtNextChange(true, VACANCY);

    assertThatThrownBy(() -> change("RUNNING")).isInstanceOf(MongoSocketException.class);

    assertThat(dead).succeedsWithin(DEAD_WITHIN);
    assertState("RUNNING");
  }

  @Test
  void diesOfANewJob_too() {
    CompletableFuture<Void> dead = set.killAtNextChange(true, VACANCY);

    assertThatThrownBy(() -> jobs.insertOne(new Document("_id", 2)))
        .isInstanceOf(MongoSocketException.class);

    assertThat(dead).succeedsWithin(DEAD_WITHIN);
    assertThat(stored.countDocuments()).isEqualTo(2);
  }

  @Test
  void hasAPrimaryAgain_afterEachDeath() {
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Void> dead = set.killAtNextChange(false, VACANCY);
      assertThatThrownBy(() -> change("RUNNING")).isInstanceOf(MongoSocketException.class);
      assertThat(dead).succeedsWithin(DEAD_WITHIN);
      change("DONE");
      assertState("DONE");
      stored.updateOne(eq("_id", 1), set("state", "QUEUED"));
    }
  }
}
