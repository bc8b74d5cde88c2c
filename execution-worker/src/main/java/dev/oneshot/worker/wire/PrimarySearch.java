package dev.oneshot.worker.wire;

import com.mongodb.ServerAddress;
import dev.oneshot.worker.wire.StoreAddress.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Asks one host after the other for the primary, each once. */
final class PrimarySearch {
  private static final Duration CONNECT_WAIT = Duration.ofSeconds(2);

  private final StoreAddress address;
  private final Duration answerWait;
  private final Deque<ServerAddress> toAsk;
  private final Set<ServerAddress> asked = new HashSet<>();
  private @Nullable StoreKey key;
  private final IOException notFound =
      new IOException("none of the store's hosts is, or knows, a primary that lets us in");

  PrimarySearch(StoreAddress address, Duration answerWait) {
    this.address = address;
    this.answerWait = answerWait;
    this.toAsk = new ArrayDeque<>(address.hosts());
  }

  /** A connection to it, logged in. */
  StoreWire find() throws IOException {
    while (!toAsk.isEmpty()) {
      ServerAddress host = toAsk.removeFirst();
      StoreWire wire = asked.add(host) ? ask(host) : null;
      if (wire != null) {
        return wire;
      }
    }
    throw notFound;
  }

  /** What the login was made with; null when none was needed. */
  @Nullable StoreKey key() {
    return key;
  }

  private @Nullable StoreWire ask(ServerAddress host) {
    try {
      StoreWire wire = StoreWire.open(host, address.isTls(), CONNECT_WAIT, answerWait);
      if (letsIn(wire)) {
        return wire;
      }
    } catch (IOException | RuntimeException e) { // an answer that makes no sense is none
      notFound.addSuppressed(e);
    }
    return null;
  }

  /** Leaves it closed if not. */
  private boolean letsIn(StoreWire wire) throws IOException {
    boolean isIn = false;
    try {
      Greeting greeting = new Greeting(wire.succeed(Greeting.first(address.login())));
      if (greeting.isPrimary(address.replicaSet())) {
        logIn(wire, greeting);
        isIn = true;
      } else if (greeting.primary() != null) {
        toAsk.addFirst(new ServerAddress(greeting.primary()));
      }
    } finally {
      if (!isIn) {
        wire.close();
      }
    }
    return isIn;
  }

  private void logIn(StoreWire wire, Greeting greeting) throws IOException {
    Login login = address.login();
    if (login == null) {
      return;
    }
    if (!greeting.offers(ScramSha256.NAME)) {
      throw new IOException("the store offers no " + ScramSha256.NAME + " for this user");
    }
    ScramSha256 scram = new ScramSha256(login);
    Document first =
        wire.succeed(
            command("saslStart", scram.first(), login)
                .append("mechanism", new BsonString(ScramSha256.NAME))
                .append("options", new BsonDocument("skipEmptyExchange", BsonBoolean.TRUE)));
    Document last = wire.succeed(next(first, scram.last(payload(first)), login));
    scram.verify(payload(last));
    key = scram.key();
    if (!last.getBoolean("done", false)) {
      wire.succeed(next(last, "", login));
    }
  }

  private static BsonDocument next(Document answer, String payload, Login login) {
    return command("saslContinue", payload, login)
        .append("conversationId", new BsonInt32(answer.getInteger("conversationId")));
  }

  private static BsonDocument command(String name, String payload, Login login) {
    return new BsonDocument(name, new BsonInt32(1))
        .append("payload", new BsonBinary(payload.getBytes(StandardCharsets.UTF_8)))
        .append("$db", new BsonString(login.source()));
  }

  private static String payload(Document answer) {
    return new String(answer.get("payload", Binary.class).getData(), StandardCharsets.UTF_8);
  }
}
