package dev.oneshot.embedded;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.currentDate;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;
import static com.mongodb.client.model.Updates.unset;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.GridFSDownloadStream;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.UpdateResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.TemporalUnitOffset;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Oneshot asks of any MongoDB, asked of the embedded one. */
class StoreContractTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final long CAPACITY_BYTES = 64L << 20;

  private static EmbeddedStore store;
  private static MongoClient client;

  private MongoDatabase database;
  private MongoCollection<Document> jobs;

  @BeforeAll
  static void start() {
    store = EmbeddedStore.start(CAPACITY_BYTES);
    client = MongoClients.create(store.uri());
  }

  @AfterAll
  static void close() {
    client.close();
    store.close();
  }

  @BeforeEach
  void freshDatabase() {
    database = client.getDatabase("contract");
    database.drop();
    jobs = database.getCollection("jobs").withWriteConcern(WriteConcern.MAJORITY);
  }

  @Test
  void reportsItsTime_throughIsMaster() {
    Document answer = client.getDatabase("admin").runCommand(new Document("isMaster", 1));

    assertThat(answer.getDate("localTime").toInstant()).isCloseTo(Instant.now(), within30Seconds());
  }

  @Test
  void refusesASecondInsert_ofTheSameId() {
    jobs.insertOne(new Document("_id", "j1"));

    assertThatThrownBy(() -> jobs.insertOne(new Document("_id", "j1")))
        .isInstanceOfSatisfying(
            MongoWriteException.class,
            e -> assertThat(e.getError().getCategory()).isEqualTo(ErrorCategory.DUPLICATE_KEY));
  }

  @Test
  void upsert_setsOnInsertOnce_andTheCurrentDateAlways() {
    UpdateOptions upsert = new UpdateOptions().upsert(true);
    jobs.updateOne(
        eq("_id", "j1"), combine(setOnInsert("state", "QUEUED"), currentDate("at")), upsert);
    Instant first = instant(job("j1"), "at");

    UpdateResult second =
        jobs.updateOne(
            eq("_id", "j1"), combine(setOnInsert("state", "OTHER"), currentDate("at")), upsert);

    assertThat(second.getMatchedCount()).isEqualTo(1);
    assertThat(second.getUpsertedId()).isNull();
    assertThat(job("j1").getString("state")).isEqualTo("QUEUED");
    assertThat(first).isCloseTo(Instant.now(), within30Seconds());
    assertThat(instant(job("j1"), "at")).isAfterOrEqualTo(first);
  }

  @Test
  void claims_byCompareAndSet_withTheCurrentDateInADottedField() {
    jobs.insertOne(new Document("_id", "j1").append("state", "QUEUED").append("attempt", 0));

    Document claimed = claim("t1");
    Document again = claim("t2");

    assertThat(requireNonNull(claimed).getEmbedded(List.of("claim", "token"), String.class))
        .isEqualTo("t1");
    assertThat(claimed.getEmbedded(List.of("claim", "at"), Date.class).toInstant())
        .isCloseTo(Instant.now(), within30Seconds());
    assertThat(claimed.getInteger("attempt")).isEqualTo(1);
    assertThat(again).isNull();
  }

  @Test
  void matchesAndUnsets_dottedFields() {
    jobs.insertOne(
        new Document("_id", "j1")
            .append("claim", new Document("token", "t1").append("at", Date.from(T0))));

    assertThat(jobs.updateOne(eq("claim.token", "other"), unset("claim")).getModifiedCount())
        .isZero();
    assertThat(jobs.updateOne(eq("claim.token", "t1"), unset("claim.at")).getModifiedCount())
        .isEqualTo(1);
    assertThat(job("j1").get("claim")).isEqualTo(new Document("token", "t1"));
    assertThat(jobs.updateOne(eq("claim.token", "t1"), unset("claim")).getModifiedCount())
        .isEqualTo(1);
    assertThat(job("j1")).containsOnlyKeys("_id");
  }

  @Test
  void findsByDateRange_sortedAndLimited() {
    jobs.createIndex(Indexes.ascending("state", "leaseUntil"));
    for (int i = 9; i >= 0; i--) {
      jobs.insertOne(
          new Document("_id", "j" + i)
              .append("state", i == 3 ? "DONE" : "RUNNING")
              .append("leaseUntil", Date.from(T0.plusSeconds(i))));
    }

    List<String> found = new ArrayList<>();
    jobs.find(
            and(
                eq("state", "RUNNING"),
                gt("leaseUntil", Date.from(T0)),
                lte("leaseUntil", Date.from(T0.plusSeconds(7)))))
        .sort(ascending("leaseUntil"))
        .limit(3)
        .forEach(job -> found.add(job.getString("_id")));

    assertThat(found).containsExactly("j1", "j2", "j4");
    assertThat(jobs.countDocuments(lt("leaseUntil", Date.from(T0.plusSeconds(5))))).isEqualTo(5);
    assertThat(jobs.countDocuments()).isEqualTo(10);
  }

  @Test
  void ignoresMissingFields_inADateRange() {
    jobs.insertOne(new Document("_id", "j1"));

    assertThat(jobs.countDocuments(lt("leaseUntil", Date.from(T0)))).isZero();
  }

  @Test
  void keepsBinaryFields() {
    byte[] bytes = random(256 * 1024);
    jobs.insertOne(
        new Document("_id", "j1").append("input", new Document("inline", new Binary(bytes))));

    assertThat(job("j1").getEmbedded(List.of("input", "inline"), Binary.class).getData())
        .isEqualTo(bytes);
  }

  @Test
  void enforcesAUniqueSparseIndex() {
    jobs.createIndex(
        Indexes.ascending("idempotencyKey"), new IndexOptions().unique(true).sparse(true));
    jobs.insertOne(new Document("_id", "j1"));
    jobs.insertOne(new Document("_id", "j2"));
    jobs.insertOne(new Document("_id", "j3").append("idempotencyKey", "k"));

    assertThatThrownBy(
            () -> jobs.insertOne(new Document("_id", "j4").append("idempotencyKey", "k")))
        .isInstanceOf(MongoWriteException.class);
  }

  @Test
  void givesEachJobToOneOfManyClaimants() throws Exception {
    jobs.insertOne(new Document("_id", "j1").append("state", "QUEUED").append("attempt", 0));
    List<Future<Boolean>> claims = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 64; i++) {
        String token = "t" + i;
        claims.add(threads.submit(() -> claim(token) != null));
      }
    }

    int wins = 0;
    for (Future<Boolean> claim : claims) {
      wins += claim.get() ? 1 : 0;
    }
    assertThat(wins).isEqualTo(1);
  }

  @Test
  void answersWholeDocuments_whileTheyAreUpdated() throws Exception {
    jobs.insertOne(new Document("_id", "j1").append("a", 0).append("b", 0));
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          writer.submit(() -> {
            for (int i = 0; i < 1_000; i++) {
              jobs.updateOne(
                  eq("_id", "j1"),
                  combine(inc("a", 1), set("extra" + i, i), unset("extra" + (i - 1)), inc("b", 1)));
            }
          });
      while (!writing.isDone()) {
        Document read = job("j1");
        assertThat(read.getInteger("a")).isEqualTo(read.getInteger("b"));
      }
      writing.get();
    }
  }

  @Test
  void streamsGridFsFiles_ofSeveralLargeChunks_underStringIds() throws Exception {
    GridFSBucket bucket = GridFSBuckets.create(database, "results");
    byte[] content = random(20 << 20);
    BsonString id = new BsonString("job-1/attempt-1");
    bucket.uploadFromStream(
        id,
        "result",
        new ByteArrayInputStream(content),
        new GridFSUploadOptions().chunkSizeBytes(8 << 20));

    ByteArrayOutputStream downloaded = new ByteArrayOutputStream();
    try (GridFSDownloadStream stream = bucket.openDownloadStream(id).batchSize(1)) {
      stream.transferTo(downloaded);
    }

    assertThat(downloaded.toByteArray()).isEqualTo(content);
    assertThat(database.getCollection("results.chunks").countDocuments()).isEqualTo(3);
    assertThat(store.usedBytes()).isGreaterThan(content.length);
    bucket.delete(id);
    assertThat(store.usedBytes()).isZero();
  }

  private @Nullable Document claim(String token) {
    return jobs.findOneAndUpdate(
        and(eq("_id", "j1"), eq("state", "QUEUED")),
        combine(
            set("state", "RUNNING"),
            set("claim.token", token),
            currentDate("claim.at"),
            inc("attempt", 1)),
        new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
  }

  private Document job(String id) {
    return requireNonNull(jobs.find(eq("_id", id)).first());
  }

  private static Instant instant(Document document, String field) {
    return document.getDate(field).toInstant();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static TemporalUnitOffset within30Seconds() {
    return within(30, ChronoUnit.SECONDS);
  }
}
