package dev.oneshot.embedded;

import static com.mongodb.client.model.Filters.eq;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.GridFSUploadStream;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedStoreTest {
  private static final int CAPACITY_BYTES = 1 << 20;
  private static final int FIXED_BYTES = 256;

  private EmbeddedStore store;
  private MongoClient client;
  private MongoDatabase database;
  private MongoCollection<Document> chunks;

  @BeforeEach
  void start() {
    store = EmbeddedStore.start(CAPACITY_BYTES);
    client = MongoClients.create(store.uri() + "/?serverSelectionTimeoutMS=10000");
    database = client.getDatabase("test");
    chunks = database.getCollection("payloads.chunks");
  }

  @AfterEach
  void close() {
    client.close();
    store.close();
  }

  @Test
  void countsChunksOnly() {
    database.getCollection("jobs").insertOne(new Document("input", new Binary(new byte[1000])));
    assertThat(store.usedBytes()).isZero();

    chunks.insertOne(chunk("a", 1000));

    assertThat(store.usedBytes()).isEqualTo(1000 + FIXED_BYTES);
    assertThat(store.capacityBytes()).isEqualTo(CAPACITY_BYTES);
  }

  @Test
  void answersOutOfDiskSpace_whenAChunkDoesNotFit_andTakesASmallerOne() {
    chunks.insertOne(chunk("a", CAPACITY_BYTES / 2));

    MongoWriteException full =
        catchThrowableOfType(
            MongoWriteException.class, () -> chunks.insertOne(chunk("b", CAPACITY_BYTES / 2)));

    assertThat(full.getCode()).isEqualTo(EmbeddedStore.OUT_OF_DISK_SPACE);
    assertThat(chunks.find(eq("_id", "b")).first()).isNull();
    chunks.insertOne(chunk("c", CAPACITY_BYTES / 2 - 2 * FIXED_BYTES));
    assertThat(store.usedBytes()).isEqualTo(CAPACITY_BYTES);
  }

  @Test
  void answersOutOfDiskSpace_toABulkInsert_afterWhatFitted() {
    List<Document> documents =
        List.of(chunk("a", CAPACITY_BYTES / 2), chunk("b", CAPACITY_BYTES / 2));

    MongoBulkWriteException full =
        catchThrowableOfType(MongoBulkWriteException.class, () -> chunks.insertMany(documents));

    assertThat(full.getWriteErrors())
        .singleElement()
        .satisfies(error -> assertThat(error.getCode()).isEqualTo(EmbeddedStore.OUT_OF_DISK_SPACE));
    assertThat(chunks.countDocuments()).isEqualTo(1);
  }

  @Test
  void answersOutOfDiskSpace_toAGridFsUpload_whoseAbortGivesSpaceBack() {
    GridFSBucket bucket = GridFSBuckets.create(database, "results");
    GridFSUploadOptions options = new GridFSUploadOptions().chunkSizeBytes(CAPACITY_BYTES / 4);
    GridFSUploadStream upload = bucket.openUploadStream(new BsonString("r1"), "r1", options);

    MongoException full =
        catchThrowableOfType(
            MongoException.class, () -> upload.write(new byte[CAPACITY_BYTES + 1]));
    assertThat(full.getCode()).isEqualTo(EmbeddedStore.OUT_OF_DISK_SPACE);
    assertThat(store.usedBytes()).isPositive();
    upload.abort();

    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void givesSpaceBack_whenChunksAreDeleted() {
    chunks.insertOne(chunk("a", 1000));
    chunks.insertOne(chunk("b", 2000));

    chunks.deleteOne(eq("_id", "a"));
    assertThat(store.usedBytes()).isEqualTo(2000 + FIXED_BYTES);

    chunks.deleteMany(new Document());
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void givesSpaceBack_whenCollectionOrDatabaseIsDropped() {
    chunks.insertOne(chunk("a", 1000));
    chunks.insertOne(chunk("b", 1000));
    chunks.deleteOne(eq("_id", "a"));
    chunks.drop();
    assertThat(store.usedBytes()).isZero();

    chunks.insertOne(chunk("a", 1000));
    database.drop();
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void givesSpaceBack_whenAnInsertIsRefusedForAnotherReason() {
    chunks.insertOne(chunk("a", 1000));

    assertThatThrownBy(() -> chunks.insertOne(chunk("a", 1000)))
        .isInstanceOf(MongoWriteException.class);

    assertThat(store.usedBytes()).isEqualTo(1000 + FIXED_BYTES);
  }

  @Test
  void countsTheDifference_whenAChunkIsReplaced() {
    chunks.insertOne(chunk("a", 1000));

    chunks.replaceOne(eq("_id", "a"), chunk("a", 400));

    assertThat(store.usedBytes()).isEqualTo(400 + FIXED_BYTES);
  }

  @Test
  void neverExceedsItsCapacity_underConcurrentInserts() throws Exception {
    List<Future<Integer>> inserted = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int thread = 0; thread < 4; thread++) {
        MongoCollection<Document> own = database.getCollection("c" + thread + ".chunks");
        inserted.add(threads.submit(() -> insertUntilFull(own)));
      }
    }
    int total = 0;
    for (Future<Integer> count : inserted) {
      total += count.get();
    }

    int chunkBytes = 10_000 + FIXED_BYTES;
    assertThat(total).isEqualTo(CAPACITY_BYTES / chunkBytes);
    assertThat(store.usedBytes()).isEqualTo((long) total * chunkBytes);
  }

  @Test
  void keepsItsData_throughAnOutageOnTheSamePort() {
    MongoCollection<Document> jobs = database.getCollection("jobs");
    jobs.insertOne(new Document("_id", "j1"));

    store.stopListening();
    assertThatThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.1"), store.port()).close())
        .isInstanceOf(java.net.ConnectException.class);
    store.startListening();

    assertThat(jobs.find(eq("_id", "j1")).first()).isNotNull();
  }

  @Test
  void servesOthers_afterAClientSentGarbageAndVanished() throws Exception {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), store.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      socket.setSoLinger(true, 0);
    }

    database.getCollection("jobs").insertOne(new Document("_id", "j1"));
    assertThat(database.getCollection("jobs").countDocuments()).isEqualTo(1);
  }

  @Test
  void closesQuickly_withClientsConnected_andFreesItsPort() {
    database.getCollection("jobs").insertOne(new Document());
    long start = System.nanoTime();

    store.close();
    store.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThatThrownBy(store::startListening).isInstanceOf(IllegalStateException.class);
    try (EmbeddedStore again = EmbeddedStore.start(store.port(), 1)) {
      assertThat(again.uri()).isEqualTo(store.uri());
    }
  }

  @Test
  void fails_whenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedStore.start(taken.getLocalPort(), 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  private static int insertUntilFull(MongoCollection<Document> collection) {
    int count = 0;
    while (true) {
      try {
        collection.insertOne(new Document("data", new Binary(new byte[10_000])));
        count++;
      } catch (MongoWriteException e) {
        assertThat(e.getCode()).isEqualTo(EmbeddedStore.OUT_OF_DISK_SPACE);
        return count;
      }
    }
  }

  private static Document chunk(String id, int bytes) {
    return new Document("_id", id).append("data", new Binary(new byte[bytes]));
  }
}
