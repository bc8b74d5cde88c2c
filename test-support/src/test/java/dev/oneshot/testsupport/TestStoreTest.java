package dev.oneshot.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestStoreTest {
  private final SystemProperties properties = new SystemProperties();

  @AfterEach
  void restoreProperties() {
    properties.close();
  }

  @Test
  void keepsItsData_throughAnOutageAtTheSameUri() {
    properties.set("ONESHOT_TEST_STORE", "embedded");
    try (TestStore store = TestStore.start();
        MongoClient client = MongoClients.create(store.uri() + "/?serverSelectionTimeoutMS=500")) {
      MongoCollection<Document> jobs =
          client.getDatabase(store.newDatabaseName()).getCollection("jobs");
      jobs.insertOne(new Document("_id", "j1"));
      String uri = store.uri();

      store.outage();
      assertThatThrownBy(jobs::countDocuments).isInstanceOf(MongoException.class);
      store.recover();

      assertThat(store.uri()).isEqualTo(uri);
      try (MongoClient patient = MongoClients.create(uri)) {
        assertThat(
                patient
                    .getDatabase(jobs.getNamespace().getDatabaseName())
                    .getCollection("jobs")
                    .countDocuments())
            .isEqualTo(1);
      }
    }
  }

  @Test
  void namesADatabase_thatNobodyUsed() {
    TestStore shared = TestStore.shared();

    assertThat(shared.newDatabaseName())
        .matches("oneshot-test-[0-9a-f]{32}")
        .isNotEqualTo(shared.newDatabaseName());
  }

  @Test
  void cannotHaveOutages_whenItIsShared() {
    TestStore shared = TestStore.shared();
    shared.close();

    assertThat(TestStore.shared()).isSameAs(shared);
    assertThat(shared.canHaveOutages()).isFalse();
    assertThatThrownBy(shared::outage).isInstanceOf(IllegalStateException.class);
    try (MongoClient client = MongoClients.create(shared.uri())) {
      client.getDatabase(shared.newDatabaseName()).getCollection("jobs").insertOne(new Document());
    }
  }

  @Test
  void usesAnExternalStore_withoutEverStoppingIt() {
    properties
        .set("ONESHOT_TEST_MONGODB_URI", "mongodb://user:secret@db.example:27017/?tls=true")
        .set("ONESHOT_TEST_STORE", "external");
    try (TestStore store = TestStore.start()) {
      assertThat(store.kind()).isEqualTo(TestStore.Kind.EXTERNAL);
      assertThat(store.uri()).isEqualTo("mongodb://user:secret@db.example:27017/?tls=true");
      assertThat(store.canHaveOutages()).isFalse();
      assertThatThrownBy(store::outage).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void keepsCredentials_outOfItsDescription() {
    assertThat(new ExternalStore("mongodb://user:secret@a:1,b:2/x").description())
        .endsWith(" a:1,b:2");
  }

  @Test
  void fails_whenTheForcedKindIsMissing() {
    properties
        .set("ONESHOT_TEST_STORE", "testcontainers")
        .set("DOCKER_HOST", "unix:///nonexistent");
    properties.set("ONESHOT_TEST_MONGODB_IMAGE", "no-engine-for-this:1");

    assertThatThrownBy(TestStore::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no Docker engine");
  }
}
