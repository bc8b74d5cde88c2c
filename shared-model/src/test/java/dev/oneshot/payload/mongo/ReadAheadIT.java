package dev.oneshot.payload.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.testsupport.TestStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadAheadIT {
  private static final int CHUNK = PayloadFiles.CHUNK_BYTES;
  private static final byte[] BYTES = new byte[3 * CHUNK + 1_000_000];

  static {
    new Random(3).nextBytes(BYTES);
  }

  private final Queue<Runnable> fetches = new ArrayDeque<>();
  private MongoClient client;
  private MongoDatabase database;
  private Payload payload;

  @BeforeEach
  void store() throws IOException {
    client = MongoClients.create(TestStore.shared().uri());
    database = client.getDatabase(TestStore.shared().newDatabaseName());
    FileId file = FileId.ofAttempt("job", "result", "token");
    try (PayloadWriter writer =
        new MongoPayloadStore(database, InstantSource.system())
            .write(file, "text/plain", Long.MAX_VALUE)) {
      writer.write(BYTES);
      payload = writer.commit();
    }
  }

  @AfterEach
  void disconnect() {
    database.drop();
    client.close();
  }

  /** Fetches run when the test says so. */
  private InputStream read(ReadAhead ahead, long from) throws IOException {
    return new MongoPayloadStore(database, InstantSource.system(), ahead).read(payload, from);
  }

  private static void assertReads(InputStream in, int from, int count) throws IOException {
    byte[] read = in.readNBytes(count);
    assertThat(Arrays.equals(read, Arrays.copyOfRange(BYTES, from, from + count))).isTrue();
  }

  @Test
  void givesTheSameBytes_whoeverFetchesThem() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from : new int[] {0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 5, BYTES.length - 1}) {
        try (InputStream in = read(new ReadAhead(threads, 1), from)) {
          assertReads(in, from, BYTES.length - from);
          assertThat(in.read()).isEqualTo(-1);
        }
      }
      try (InputStream in = read(new ReadAhead(threads, 1), BYTES.length)) {
        assertThat(in.read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void fetchesOneChunkAhead_andNoMoreForSlowReader() throws Exception {
    try (InputStream in = read(new ReadAhead(fetches::add, 8), 0)) {
      assertReads(in, 0, 256 * 1024);
      assertThat(fetches).isEmpty(); // may be all that this reader wants

      assertReads(in, 256 * 1024, CHUNK - 256 * 1024);
      assertThat(fetches).hasSize(1);
      assertThat(in.read(new byte[0])).as("does not wait for the next chunk").isZero();

      fetches.remove().run();
      assertReads(in, CHUNK, 1);
      assertThat(fetches).isEmpty();
      assertReads(in, CHUNK + 1, CHUNK - 1);
      assertThat(fetches).hasSize(1);
    }
  }

  @Test
  void readsOneChunkAfterTheOther_whenOthersHaveTheRoom() throws Exception {
    ReadAhead ahead = new ReadAhead(fetches::add, 1);
    try (InputStream first = read(ahead, 0);
        InputStream second = read(ahead, 0)) {
      assertReads(first, 0, CHUNK);
      assertReads(second, 0, BYTES.length);

      assertThat(fetches).hasSize(1);
      assertThat(second.read()).isEqualTo(-1);
    }
  }

  @Test
  void givesTheRoomBack_whenReaderLeaves() throws Exception {
    ReadAhead ahead = new ReadAhead(fetches::add, 1);
    try (InputStream left = read(ahead, 0)) {
      assertReads(left, 0, CHUNK);
    }
    assertThat(fetches).hasSize(1);

    try (InputStream next = read(ahead, 0)) {
      assertReads(next, 0, CHUNK);
      assertThat(fetches).hasSize(2);
      fetches.forEach(Runnable::run); // the one that was given up does nothing
      assertReads(next, CHUNK, 1);
    }
  }

  @Test
  void fetchesNothingAhead_ofTheLastChunk() throws Exception {
    try (InputStream in = read(new ReadAhead(fetches::add, 1), 3L * CHUNK)) {
      assertReads(in, 3 * CHUNK, 1_000_000);
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(fetches).isEmpty();
  }

  @Test
  void tellsItsReader_whenChunkThatWasFetchedAheadIsMissing() throws Exception {
    database.getCollection("payloads.chunks").deleteOne(Filters.eq("n", 1));

    try (InputStream in = read(new ReadAhead(Runnable::run, 1), 0)) {
      assertReads(in, 0, CHUNK);
      assertThatThrownBy(in::read)
          .isInstanceOf(PayloadDamagedException.class)
          .hasMessageContaining("chunk 1");
    }
  }

  @Test
  void refusesChunkOfAnotherLength() throws Exception {
    database
        .getCollection("payloads.chunks")
        .updateOne(Filters.eq("n", 2), Updates.set("data", new Binary(new byte[7])));

    try (InputStream in = read(new ReadAhead(Runnable::run, 1), 0)) {
      assertReads(in, 0, 2 * CHUNK);
      assertThatThrownBy(in::read)
          .isInstanceOf(PayloadDamagedException.class)
          .hasMessageContaining("7 bytes");
    }
  }
}
