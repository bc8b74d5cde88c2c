package dev.oneshot.payload.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.testsupport.TestStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecondChunkIT {
  private static final int CHUNK = PayloadFiles.CHUNK_BYTES;
  private static final byte[] BYTES = new byte[3 * CHUNK + 1_000_000];

  static {
    new Random(3).nextBytes(BYTES);
  }

  private static final FileId OTHER = FileId.ofAttempt("job", "result", "other");

  private final Queue<Runnable> moves = new ArrayDeque<>();
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

  private InputStream read(SecondChunks room, long from) throws IOException {
    return payloads(room).read(payload, from);
  }

  private static void assertReads(InputStream in, int from, int count) throws IOException {
    byte[] read = in.readNBytes(count);
    assertThat(Arrays.equals(read, Arrays.copyOfRange(BYTES, from, from + count))).isTrue();
  }

  @Test
  void givesTheSameBytes_whoeverFetchesThem() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from : new int[] {0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 5, BYTES.length - 1}) {
        try (InputStream in = read(new SecondChunks(threads, 1), from)) {
          assertReads(in, from, BYTES.length - from);
          assertThat(in.read()).isEqualTo(-1);
        }
      }
      try (InputStream in = read(new SecondChunks(threads, 1), BYTES.length)) {
        assertThat(in.read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void fetchesOneChunkAhead_andNoMoreForSlowReader() throws Exception {
    try (InputStream in = read(new SecondChunks(moves::add, 8), 0)) {
      assertReads(in, 0, 256 * 1024);
      assertThat(moves).isEmpty(); // may be all that this reader wants

      assertReads(in, 256 * 1024, CHUNK - 256 * 1024);
      assertThat(moves).hasSize(1);
      assertThat(in.read(new byte[0])).as("does not wait for the next chunk").isZero();

      moves.remove().run();
      assertReads(in, CHUNK, 1);
      assertThat(moves).isEmpty();
      assertReads(in, CHUNK + 1, CHUNK - 1);
      assertThat(moves).hasSize(1);
    }
  }

  @Test
  void readsOneChunkAfterTheOther_whenOthersHaveTheRoom() throws Exception {
    SecondChunks room = new SecondChunks(moves::add, 1);
    try (InputStream first = read(room, 0);
        InputStream second = read(room, 0)) {
      assertReads(first, 0, CHUNK);
      assertReads(second, 0, BYTES.length);

      assertThat(moves).hasSize(1);
      assertThat(second.read()).isEqualTo(-1);
    }
  }

  @Test
  void givesTheRoomBack_whenReaderLeaves() throws Exception {
    SecondChunks room = new SecondChunks(moves::add, 1);
    try (InputStream left = read(room, 0)) {
      assertReads(left, 0, CHUNK);
    }
    assertThat(moves).hasSize(1);

    try (InputStream next = read(room, 0)) {
      assertReads(next, 0, CHUNK);
      assertThat(moves).hasSize(2);
      moves.forEach(Runnable::run); // the one that was given up does nothing
      assertReads(next, CHUNK, 1);
    }
  }

  @Test
  void fetchesNothingAhead_ofTheLastChunk() throws Exception {
    try (InputStream in = read(new SecondChunks(moves::add, 1), 3L * CHUNK)) {
      assertReads(in, 3 * CHUNK, 1_000_000);
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(moves).isEmpty();
  }

  @Test
  void tellsItsReader_whenChunkThatWasFetchedAheadIsMissing() throws Exception {
    database.getCollection("payloads.chunks").deleteOne(Filters.eq("n", 1));

    try (InputStream in = read(new SecondChunks(Runnable::run, 1), 0)) {
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

    try (InputStream in = read(new SecondChunks(Runnable::run, 1), 0)) {
      assertReads(in, 0, 2 * CHUNK);
      assertThatThrownBy(in::read)
          .isInstanceOf(PayloadDamagedException.class)
          .hasMessageContaining("7 bytes");
    }
  }

  @Test
  void keepsTheSameBytes_whoeverKeepsThem() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        PayloadWriter writer = write(new SecondChunks(threads, 1))) {
      for (int from = 0; from < BYTES.length; from += 100_000) {
        writer.write(BYTES, from, Math.min(100_000, BYTES.length - from));
      }
      Payload written = writer.commit();

      assertThat(written.sha256()).isEqualTo(payload.sha256());
      try (InputStream in = payloads(SecondChunks.none()).read(written, 0)) {
        assertReads(in, 0, BYTES.length);
      }
    }
  }

  @Test
  void takesTheNextChunk_whileOneIsKept() throws Exception {
    try (PayloadWriter writer = write(new SecondChunks(moves::add, 1))) {
      writer.write(BYTES, 0, CHUNK);
      assertThat(moves).as("may be the last one").isEmpty();

      writer.write(BYTES, CHUNK, CHUNK);
      assertThat(moves).hasSize(1);
      assertThat(chunksOf(OTHER)).isZero();
      moves.remove().run();
      assertThat(chunksOf(OTHER)).isOne();

      writer.write(BYTES, 2 * CHUNK, 1);
      moves.remove().run();
      Payload written = writer.commit();

      try (InputStream in = payloads(SecondChunks.none()).read(written, 0)) {
        assertReads(in, 0, 2 * CHUNK + 1);
      }
    }
  }

  @Test
  void keepsOneChunkAfterTheOther_whenOthersHaveTheRoom() throws Exception {
    SecondChunks room = new SecondChunks(moves::add, 1);
    try (InputStream reader = read(room, 0);
        PayloadWriter writer = write(room)) {
      assertReads(reader, 0, CHUNK);
      assertThat(moves).hasSize(1);

      writer.write(BYTES, 0, CHUNK + 1);

      assertThat(moves).hasSize(1);
      assertThat(chunksOf(OTHER)).isOne();
    }
    assertThat(room.take()).isTrue();
  }

  @Test
  void saysNothingIsWhole_whenOneChunkWasNotKept() throws Exception {
    FileRecords failing = new FailingChunks(() -> new MongoException("no"));
    SecondChunks room = new SecondChunks(Runnable::run, 1);
    try (PayloadWriter writer = write(failing, room)) {
      writer.write(BYTES, 0, CHUNK + 1); // nobody has looked yet

      assertThatThrownBy(() -> writer.write(BYTES, 0, CHUNK)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> writer.write(BYTES, 0, 1)).isInstanceOf(IOException.class);
      assertThatThrownBy(writer::commit).isInstanceOf(IOException.class);
    }
    assertThat(room.take()).isTrue();
  }

  @Test
  void leavesNoChunk_whenGivenUpWhileOneIsKept() throws Exception {
    CountDownLatch mayMove = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      PayloadWriter writer = write(after(mayMove, threads));
      writer.write(BYTES, 0, CHUNK + 1);
      Thread closing = Thread.ofPlatform().start(writer::close);
      await().until(() -> closing.getState() == Thread.State.WAITING);
      mayMove.countDown();
      closing.join();
    }
    assertThat(chunksOf(OTHER)).isZero();
  }

  @Test
  void isGivenUpInPeace_afterAChunkThatEndedWithAnError() throws Exception {
    SecondChunks room = new SecondChunks(moves::add, 1);
    FileRecords failing = new FailingChunks(() -> new OutOfMemoryError("no"));
    PayloadWriter writer = write(failing, room);
    writer.write(BYTES, 0, CHUNK + 1);
    moves.remove().run();

    assertThatThrownBy(() -> writer.write(BYTES, 0, CHUNK)).isInstanceOf(OutOfMemoryError.class);
    writer.close();

    assertThat(room.take()).isTrue();
  }

  @Test
  void saysNothingIsWhole_whenAWriteFailedInTheMiddle() throws Exception {
    SecondChunks room =
        new SecondChunks(
            move -> {
              throw new IllegalStateException("no thread");
            },
            1);
    try (PayloadWriter writer = write(room)) {
      writer.write(BYTES, 0, CHUNK);
      assertThatThrownBy(() -> writer.write(BYTES, CHUNK, 10))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(writer::commit).isInstanceOf(IOException.class);
    }
  }

  @Test
  void movesByItsOwnThread_whenThereCanBeNoOther() throws Exception {
    SecondChunks room =
        new SecondChunks(
            move -> {
              throw new OutOfMemoryError("unable to create native thread");
            },
            2);
    try (PayloadWriter writer = write(room)) {
      writer.write(BYTES, 0, CHUNK + 1);
      writer.commit();
    }
    assertThat(chunksOf(OTHER)).isEqualTo(2);
    try (InputStream in = read(room, 0)) {
      assertReads(in, 0, BYTES.length);
    }
  }

  @Test
  void doesNotLookWhole_toWhoReadsOnAfterItWasClosed() throws Exception {
    InputStream in = read(SecondChunks.none(), 0);
    assertReads(in, 0, 5);
    in.close();

    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
  }

  @Test
  void givesTheRoomBack_withTheLastChunk() throws Exception {
    SecondChunks room = new SecondChunks(Runnable::run, 1);
    try (InputStream in = read(room, 0)) {
      assertReads(in, 0, 3 * CHUNK);
      assertThat(room.take()).isFalse();
      assertReads(in, 3 * CHUNK, 1);
      assertThat(room.take()).isTrue();
    }
  }

  @Test
  void waitsForAChunk_whateverInterruptsIt() throws Exception {
    CountDownLatch mayMove = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        PayloadWriter writer = write(after(mayMove, threads))) {
      writer.write(BYTES, 0, CHUNK + 1);
      Thread.currentThread().interrupt();
      threads.execute(mayMove::countDown);
      writer.write(BYTES, CHUNK + 1, CHUNK);

      assertThat(Thread.interrupted()).as("it is the writer's own affair").isTrue();
      Payload written = writer.commit();
      try (InputStream in = payloads(SecondChunks.none()).read(written, 0)) {
        assertReads(in, 0, 2 * CHUNK + 1);
      }
    }
  }

  private static SecondChunks after(CountDownLatch latch, ExecutorService threads) {
    return new SecondChunks(
        move ->
            threads.execute(() -> {
              awaitOrFail(latch);
              move.run();
            }),
        1);
  }

  private record FailingChunks(Supplier<Throwable> failure) implements FileRecords {
    @Override
    public void put(String collection, BsonDocument key, BsonDocument document) {
      if (collection.endsWith("chunks")) {
        switch (failure.get()) {
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          case Throwable e -> throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public @Nullable Document find(String collection, BsonDocument key) {
      return null;
    }
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private PayloadStore payloads(SecondChunks room) {
    return new MongoPayloadStore(database, InstantSource.system(), room);
  }

  private PayloadWriter write(FileRecords records, SecondChunks room) {
    return new MongoPayloadStore(
            () -> database, records, InstantSource.system(), room, Duration.ZERO)
        .write(OTHER, "text/plain", Long.MAX_VALUE);
  }

  private PayloadWriter write(SecondChunks room) {
    return payloads(room).write(OTHER, "text/plain", Long.MAX_VALUE);
  }

  private long chunksOf(FileId file) {
    return database
        .getCollection("payloads.chunks")
        .countDocuments(Filters.eq("files_id", file.value()));
  }
}
