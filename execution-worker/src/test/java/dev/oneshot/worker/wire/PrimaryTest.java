package dev.oneshot.worker.wire;

import static dev.oneshot.worker.wire.FakeServer.ok;
import static dev.oneshot.worker.wire.FakeServer.primary;
import static dev.oneshot.worker.wire.FakeServer.refusal;
import static dev.oneshot.worker.wire.FakeServer.secondary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoSecurityException;
import com.mongodb.ServerApi;
import com.mongodb.ServerApiVersion;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.oneshot.testsupport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowingConsumer;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PrimaryTest {
  private static final BsonDocument EXPECTED = new BsonDocument("_id", new BsonString("a"));
  private static final BsonDocument UPDATE =
      new BsonDocument("$set", new BsonDocument("x", new BsonInt32(1)));
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final String PASSWORD = "p@ss,word=1";

  @TempDir private Path directory = Path.of("");

  @Test
  void changesADocumentByMajority() throws Exception {
    BsonDocument changed = new BsonDocument("_id", new BsonString("a"));
    try (FakeServer server =
            server(command -> ok().append("value", changed).append("n", new BsonInt32(1)));
        Primary primary = find(server.address())) {
      Document after =
          primary.findOneAndUpdate(
              "db", "jobs", EXPECTED, UPDATE, new BsonDocument("_id", new BsonInt32(1)));

      assertThat(after).isEqualTo(new Document("_id", "a"));
      assertThat(server.commands.getLast())
          .isEqualTo(
              BsonDocument.parse(
                  """
                  {"findAndModify": "jobs", "query": {"_id": "a"}, "update": {"$set": {"x": 1}},
                   "new": true, "fields": {"_id": 1}, "writeConcern": {"w": "majority"}, "$db": "db"}
                  """));
    }
  }

  @Test
  void putsADocumentByMajority() throws Exception {
    BsonDocument document = EXPECTED.clone().append("x", new BsonInt32(1));
    try (FakeServer server = server(command -> ok().append("value", BsonNull.VALUE));
        Primary primary = find(server.address())) {
      primary.put("db", "files", EXPECTED, document);

      assertThat(server.commands.getLast())
          .isEqualTo(
              BsonDocument.parse(
                  """
                  {"findAndModify": "files", "query": {"_id": "a"}, "update": {"_id": "a", "x": 1},
                   "upsert": true, "fields": {"_id": 1}, "writeConcern": {"w": "majority"}, "$db": "db"}
                  """));
    }
  }

  @Test
  void findsADocumentAsAMajorityHasIt() throws Exception {
    BsonArray batch = new BsonArray();
    try (FakeServer server =
            server(command -> ok().append("cursor", new BsonDocument("firstBatch", batch)));
        Primary primary = find(server.address())) {
      assertThat(primary.find("db", "files", EXPECTED)).isNull();
      batch.add(EXPECTED);
      assertThat(primary.find("db", "files", EXPECTED)).isEqualTo(new Document("_id", "a"));

      assertThat(server.commands.getLast())
          .isEqualTo(
              BsonDocument.parse(
                  """
                  {"find": "files", "filter": {"_id": "a"}, "limit": 1, "singleBatch": true,
                   "readConcern": {"level": "majority"}, "$db": "db"}
                  """));
    }
  }

  @Test
  void saysThatNothingWasAsExpected() throws Exception {
    try (FakeServer server = server(command -> ok().append("value", BsonNull.VALUE));
        Primary primary = find(server.address())) {
      assertThat(primary.findOneAndUpdate("db", "jobs", EXPECTED, UPDATE, null)).isNull();
    }
  }

  @Test
  void reportsARefusalAndALostAnswerAlike() throws Exception {
    assertFails(command -> refusal(10107), "refused findAndModify: 10107");
    assertFails(command -> null, "closed the connection");
    assertFails(
        command -> ok().append("value", EXPECTED).append("writeConcernError", refusal(64)),
        "majority");
  }

  private static void assertFails(
      Function<BsonDocument, @Nullable BsonDocument> answers, String why) throws Exception {
    assertFails(
        answers, why, primary -> primary.findOneAndUpdate("db", "jobs", EXPECTED, UPDATE, null));
    assertFails(answers, why, primary -> primary.put("db", "files", EXPECTED, EXPECTED));
  }

  private static void assertFails(
      Function<BsonDocument, @Nullable BsonDocument> answers,
      String why,
      ThrowingConsumer<Primary> operation)
      throws Exception {
    try (FakeServer server = server(answers);
        Primary primary = find(server.address())) {
      assertThatIOException()
          .isThrownBy(() -> operation.acceptThrows(primary))
          .withMessageContaining(why);
    }
  }

  @Test
  void givesUpWaiting_whenNoAnswerComes() throws Exception {
    CompletableFuture<@Nullable BsonDocument> answer = new CompletableFuture<>();
    try (FakeServer server = server(command -> answer.join());
        Primary primary = find(server.address(), Duration.ofMillis(100))) {
      assertThatIOException()
          .isThrownBy(() -> primary.findOneAndUpdate("db", "jobs", EXPECTED, UPDATE, null))
          .withMessageContaining("timed out");
    } finally {
      answer.complete(null);
    }
  }

  /** Its kernel takes connections, and its process is frozen. */
  @Test
  @Timeout(60)
  void asksTheNextHost_whereOneSaysNothing() throws Exception {
    try (ServerSocket frozen = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FakeServer server = server(command -> ok());
        Primary primary =
            Primary.find(
                address("mongodb://127.0.0.1:" + frozen.getLocalPort() + ',' + server.address()),
                Duration.ofMillis(200),
                Duration.ofMinutes(5))) {
      primary.put("db", "files", EXPECTED, EXPECTED);
      assertThat(server.commands.getLast().getFirstKey()).isEqualTo("findAndModify");
    }
  }

  @Test
  void tellsTheServersTime() throws Exception {
    Instant now = Instant.ofEpochMilli(1_764_150_000_123L);
    try (FakeServer server =
            new FakeServer(
                command -> primary().append("localTime", new BsonDateTime(now.toEpochMilli())));
        Primary primary = find(server.address())) {
      assertThat(primary.time()).isEqualTo(Date.from(now));
    }
  }

  @Test
  void findsThePrimary_whomASecondaryNames() throws Exception {
    try (FakeServer primary = server(command -> ok().append("value", EXPECTED));
        FakeServer secondary = new FakeServer(command -> secondary(primary.address()));
        Primary found = find("127.0.0.1:1," + secondary.address())) {
      assertThat(found.findOneAndUpdate("db", "jobs", EXPECTED, UPDATE, null)).isNotNull();
      assertThat(primary.commands).hasSize(2);
    }
  }

  @Test
  void findsNobody_whenTheSetHasNoPrimaryOrAnotherName() throws Exception {
    try (FakeServer one = new FakeServer(command -> secondary("127.0.0.1:1"));
        FakeServer other =
            new FakeServer(command -> primary().append("setName", new BsonString("other")))) {
      assertThatIOException()
          .isThrownBy(() -> find(one.address()))
          .withMessageContaining("none of the store's hosts");
      assertThatIOException().isThrownBy(() -> find(other.address() + "/?replicaSet=ours"));
      try (Primary found = find(other.address() + "/?replicaSet=other")) {
        assertThat(found).isNotNull();
      }
    }
  }

  @Test
  void logsIn_asTheDriverDoes() throws Exception {
    ScramServer scram = new ScramServer(PASSWORD);
    try (FakeServer server = new FakeServer(scram::answer)) {
      String uri = "mongodb://worker:p%40ss%2Cword%3D1@" + server.address() + "/?authSource=users";

      try (Primary _ = Primary.find(address(uri), LONG, LONG)) {
        assertThat(scram.logins).isEqualTo(1);
      }
      assertThat(server.commands.get(1)).containsEntry("$db", new BsonString("users"));

      // shows that the server is none that believes everything
      assertThat(pingByDriver(uri)).containsEntry("ok", 1);
      assertThat(scram.logins).isGreaterThan(1);
      String wrong = uri.replace("word", "wort");
      assertThatExceptionOfType(MongoSecurityException.class).isThrownBy(() -> pingByDriver(wrong));
      assertThatIOException()
          .isThrownBy(() -> Primary.find(address(wrong), LONG, LONG))
          .satisfies(e ->
              assertThat(e.getSuppressed()[0]).hasMessageContaining("refused saslContinue: 18"));
    }
  }

  @Test
  void logsIn_withTheKeyOfAnotherLogin_whileTheSaltIsTheSame() throws Exception {
    ScramServer scram = new ScramServer(PASSWORD);
    try (FakeServer server = new FakeServer(scram::answer)) {
      String uri = "mongodb://worker:p%40ss%2Cword%3D1@" + server.address() + "/?authSource=users";
      StoreKey key = keyOf(address(uri));

      StoreAddress knowsKeyOnly = address(uri.replace("word", "wort")).with(key);
      assertThat(keyOf(knowsKeyOnly)).isSameAs(key);

      StoreKey old = new StoreKey(key.rounds(), "b2xk", key.key());
      assertThat(keyOf(address(uri).with(old))).isEqualTo(key);
      StoreKey wrong = new StoreKey(key.rounds(), key.salt(), "A".repeat(43) + "=");
      assertThatIOException().isThrownBy(() -> keyOf(address(uri).with(wrong)));
    }
  }

  private static StoreKey keyOf(StoreAddress address) throws IOException {
    try (Primary primary = Primary.find(address, LONG, LONG)) {
      return Objects.requireNonNull(primary.key());
    }
  }

  private static Document pingByDriver(String uri) {
    MongoClientSettings settings =
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(uri))
            .serverApi(ServerApi.builder().version(ServerApiVersion.V1).build())
            .build();
    try (MongoClient client = MongoClients.create(settings)) {
      return client.getDatabase("db").runCommand(new Document("ping", 1));
    }
  }

  @Test
  void doesNotLogIn_whereTheUserHasNoScramSha256() throws Exception {
    try (FakeServer server = server(command -> ok())) {
      assertThatIOException().isThrownBy(() -> find("worker:secret@" + server.address()));
      assertThat(server.commands).hasSize(1);
    }
  }

  @Test
  void speaksTls_withAServerThatIsTrustedAndTheRightOne() throws Exception {
    TestCertificate shown = TestCertificate.in(directory, "ip:127.0.0.1");
    SSLContext ours = SSLContext.getDefault();
    try (FakeServer server =
        new FakeServer(
            shown.serverContext().getServerSocketFactory(),
            command -> primary().append("value", EXPECTED))) {
      String uri = server.address() + "/?tls=true";
      assertThatIOException()
          .isThrownBy(() -> find(uri))
          .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("PKIX path"));

      SSLContext.setDefault(shown.clientContext());
      try (Primary primary = find(uri)) {
        assertThat(primary.findOneAndUpdate("db", "jobs", EXPECTED, UPDATE, null)).isNotNull();
      }
      assertThatIOException()
          .isThrownBy(() -> find(uri.replace("127.0.0.1", "localhost")))
          .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("localhost"));
    } finally {
      SSLContext.setDefault(ours);
    }
  }

  private static FakeServer server(Function<BsonDocument, @Nullable BsonDocument> answers)
      throws IOException {
    return new FakeServer(
        command -> command.getFirstKey().equals("isMaster") ? primary() : answers.apply(command));
  }

  private static Primary find(String hosts) throws IOException {
    return find(hosts, LONG);
  }

  private static Primary find(String hosts, Duration shortWait) throws IOException {
    return Primary.find(address("mongodb://" + hosts), shortWait, LONG);
  }

  private static StoreAddress address(String uri) {
    return StoreAddress.of(new ConnectionString(uri)).orElseThrow();
  }
}
