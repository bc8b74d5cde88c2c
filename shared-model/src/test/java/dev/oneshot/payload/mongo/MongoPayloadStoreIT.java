package dev.oneshot.payload.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.Payload.Inline;
import dev.oneshot.payload.Payload.Stored;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.PayloadTooLargeException;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.testsupport.TestStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoPayloadStoreIT {
  private static final int CHUNK_BYTES = PayloadFiles.CHUNK_BYTES;
  private static final FileId FILE = FileId.ofAttempt("job", "result", "token");

  private MongoClient client;
  private MongoDatabase database;
  private PayloadStore store;
  private MongoUploadRegister register;

  @BeforeEach
  void connect() {
    client = MongoClients.create(TestStore.shared().uri());
    database = client.getDatabase(TestStore.shared().newDatabaseName());
    store = new MongoPayloadStore(database, InstantSource.system());
    register = new MongoUploadRegister(database);
  }

  @AfterEach
  void disconnect() {
    database.drop();
    client.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, PayloadStore.MAX_INLINE_BYTES, PayloadStore.MAX_INLINE_BYTES + 1, 20_000_001})
  void givesBackTheSameBytes(int length) throws Exception {
    byte[] bytes = randomBytes(length);

    Payload payload = write(bytes);

    assertThat(payload.length()).isEqualTo(length);
    assertThat(payload.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    assertThat(payload.content())
        .isInstanceOf(length > PayloadStore.MAX_INLINE_BYTES ? Stored.class : Inline.class);
    assertThat(PayloadDocuments.payload(asRead(PayloadDocuments.of(payload)))).isEqualTo(payload);
    try (InputStream in = store.read(payload, 0)) {
      assertThat(Arrays.equals(in.readAllBytes(), bytes)).isTrue();
    }
    for (int from : new int[] {1, length / 2, length - 1}) {
      if (from > 0 && from < length) {
        try (InputStream in = store.read(payload, from)) {
          assertThat(Arrays.equals(in.readAllBytes(), Arrays.copyOfRange(bytes, from, length)))
              .isTrue();
        }
      }
    }
  }

  private static Document asRead(BsonDocument written) {
    return new DocumentCodec().decode(written.asBsonReader(), DecoderContext.builder().build());
  }

  @Test
  void storesChunksOfEightMebibytes() throws Exception {
    write(randomBytes(20_000_000));

    Document file = Objects.requireNonNull(database.getCollection("payloads.files").find().first());

    assertThat(file.get("chunkSize", Number.class).intValue()).isEqualTo(8 * 1024 * 1024);
    assertThat(chunks()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {300_000, CHUNK_BYTES, CHUNK_BYTES + 1})
  void keepsFiles_asTheDriversOwnWayExpectsThem(int length) throws Exception {
    byte[] bytes = randomBytes(length);
    write(bytes);

    ByteArrayOutputStream read = new ByteArrayOutputStream();
    GridFSBuckets.create(database, "payloads").downloadToStream(new BsonString(FILE.value()), read);

    assertThat(Arrays.equals(read.toByteArray(), bytes)).isTrue();
    assertThat(chunks()).isEqualTo(length <= CHUNK_BYTES ? 1 : 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {300_000, CHUNK_BYTES + 1})
  void readsFiles_asTheDriversOwnWayKeepsThem(int length) throws Exception {
    byte[] bytes = randomBytes(length);
    Payload payload = write(bytes);
    store.delete(payload);
    GridFSBuckets.create(database, "payloads")
        .uploadFromStream(
            new BsonString(FILE.value()), FILE.value(), new ByteArrayInputStream(bytes));

    try (InputStream in = store.read(payload, 0)) {
      assertThat(Arrays.equals(in.readAllBytes(), bytes)).isTrue();
    }
  }

  @Test
  void leavesNothingBehind_whenGivenUp() throws Exception {
    try (PayloadWriter writer = store.write(FILE, "text/plain", Long.MAX_VALUE)) {
      writer.write(randomBytes(10_000_000));
    }

    assertThat(chunks()).isZero();
    assertThat(register.due(Instant.now().plusSeconds(100), 10)).isEmpty();
  }

  @Test
  void refusesTheByteAboveTheLimit() throws Exception {
    try (PayloadWriter writer = store.write(FILE, "text/plain", 300_000)) {
      writer.write(randomBytes(300_000));
      assertThatThrownBy(() -> writer.write(1)).isInstanceOf(PayloadTooLargeException.class);
    }
    assertThat(chunks()).isZero();
  }

  @Test
  void noticesDamage() throws Exception {
    Payload payload = write(randomBytes(10_000_000));
    database
        .getCollection("payloads.chunks")
        .updateOne(
            Filters.eq("n", 1),
            Updates.set("data", new Binary(randomBytes(10_000_000 - 8 * 1024 * 1024))));

    try (InputStream in = store.read(payload, 0)) {
      assertThat(in.readNBytes(CHUNK_BYTES)).hasSize(CHUNK_BYTES);
      assertThatThrownBy(in::read)
          .isInstanceOf(PayloadDamagedException.class)
          .hasMessageContaining("chunk 1 ");
    }
    assertThatThrownBy(() -> store.read(payload, CHUNK_BYTES + 5))
        .isInstanceOf(PayloadDamagedException.class);
    store.delete(payload);
    assertThatThrownBy(() -> store.read(payload, 0)).isInstanceOf(PayloadDamagedException.class);
    store.delete(payload);
    assertThat(chunks()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 299_999})
  void givesNoByteOfAChunkThatIsDamaged(long from) throws Exception {
    byte[] bytes = randomBytes(300_000);
    Payload payload = write(bytes);
    bytes[150_000] ^= 1;
    database
        .getCollection("payloads.chunks")
        .updateOne(Filters.eq("n", 0), Updates.set("data", new Binary(bytes)));

    assertThatThrownBy(() -> store.read(payload, from))
        .isInstanceOf(PayloadDamagedException.class)
        .hasMessageContaining("CRC-32C");
  }

  @Test
  void noticesChunksThatChangedTheirPlaces() throws Exception {
    Payload payload = write(randomBytes(2 * CHUNK_BYTES));
    for (int[] move : new int[][] {{0, 9}, {1, 0}, {9, 1}}) {
      database
          .getCollection("payloads.chunks")
          .updateOne(Filters.eq("n", move[0]), Updates.set("n", move[1]));
    }

    assertThatThrownBy(() -> store.read(payload, 0))
        .isInstanceOf(PayloadDamagedException.class)
        .hasMessageContaining("CRC-32C");
  }

  @Test
  void noticesSumsThatAreTooFew() throws Exception {
    Payload payload = write(randomBytes(CHUNK_BYTES + 1));
    database
        .getCollection("payloads.files")
        .updateMany(new Document(), Updates.set("metadata.crc32c", new Binary(new byte[3])));

    assertThatThrownBy(() -> store.read(payload, 0)).isInstanceOf(PayloadDamagedException.class);
  }

  @Test
  void givesNoByteOfAFileOfAnotherLength() throws Exception {
    Payload payload = write(randomBytes(300_000));
    database.getCollection("payloads.files").updateMany(new Document(), Updates.set("length", 5L));

    assertThatThrownBy(() -> store.read(payload, 3))
        .isInstanceOf(PayloadDamagedException.class)
        .hasMessageContaining("300000");
  }

  /** As a worker of before would have written it. */
  @ParameterizedTest
  @ValueSource(ints = {300_000, CHUNK_BYTES + 1})
  void checksAFileWithoutSums_whenItEnds(int length) throws Exception {
    byte[] bytes = randomBytes(length);
    Payload payload = write(bytes);
    database.getCollection("payloads.files").updateMany(new Document(), Updates.unset("metadata"));
    try (InputStream in = store.read(payload, 0)) {
      assertThat(Arrays.equals(in.readAllBytes(), bytes)).isTrue();
    }
    byte[] other = Arrays.copyOf(bytes, Math.min(length, CHUNK_BYTES));
    other[150_000] ^= 1;
    database
        .getCollection("payloads.chunks")
        .updateOne(Filters.eq("n", 0), Updates.set("data", new Binary(other)));

    try (InputStream in = store.read(payload, 0)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(PayloadDamagedException.class)
          .hasMessageContaining("SHA-256");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5})
  void givesNoByteOfASmallPayloadThatIsDamaged(long from) throws Exception {
    Payload written = write(randomBytes(1000));
    Payload damaged =
        new Payload(
            written.length(),
            written.contentType(),
            written.sha256(),
            new Payload.Inline(ByteBuffer.wrap(randomBytes(999))));
    Payload other =
        new Payload(
            1000,
            written.contentType(),
            "0".repeat(64),
            new Payload.Inline(ByteBuffer.allocate(1000)));

    assertThatThrownBy(() -> store.read(damaged, from))
        .isInstanceOf(PayloadDamagedException.class)
        .hasMessageContaining("999 bytes of 1000");
    assertThatThrownBy(() -> store.read(other, from)).isInstanceOf(PayloadDamagedException.class);
  }

  @Test
  void registersAFileBeforeItsFirstByte() throws Exception {
    Payload payload = write(randomBytes(300_000));
    FileId file = ((Stored) payload.content()).file();
    assertThat(register.due(Instant.now(), 10)).isEmpty();
    assertThat(register.due(Instant.now().plusSeconds(61), 10))
        .extracting(upload -> upload.file())
        .containsExactly(file);

    register.postpone(file, Instant.now().plus(Duration.ofHours(1)), true);
    assertThat(register.due(Instant.now().plusSeconds(61), 10)).isEmpty();
    register.settle(file);
    assertThat(register.due(Instant.now().plus(Duration.ofHours(2)), 10)).isEmpty();
  }

  private Payload write(byte[] bytes) throws IOException {
    try (PayloadWriter writer = store.write(FILE, "text/plain", Long.MAX_VALUE)) {
      for (int from = 0; from < bytes.length; from += 100_000) {
        writer.write(bytes, from, Math.min(100_000, bytes.length - from));
      }
      return writer.commit();
    }
  }

  private long chunks() {
    return database.getCollection("payloads.chunks").countDocuments();
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
