package dev.oneshot.worker.wire;

import dev.oneshot.worker.wire.StoreAddress.Login;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What a server says of itself when it is greeted. */
record Greeting(Document answer) {
  /** Its old name, which all servers know, the embedded one included. */
  private static final String COMMAND = "isMaster";

  static BsonDocument command() {
    return new BsonDocument(COMMAND, new BsonInt32(1)).append("$db", new BsonString("admin"));
  }

  /** The first one on a connection: says who is there, and asks how one may log in. */
  static BsonDocument first(@Nullable Login login) {
    BsonDocument us =
        new BsonDocument("application", named("oneshot-worker"))
            .append("driver", named("oneshot").append("version", new BsonString("1")))
            .append("os", new BsonDocument("type", new BsonString(System.getProperty("os.name"))));
    BsonDocument first = command().append("client", us);
    return login == null
        ? first
        : first.append("saslSupportedMechs", new BsonString(login.source() + "." + login.user()));
  }

  private static BsonDocument named(String name) {
    return new BsonDocument("name", new BsonString(name));
  }

  /** Whether it takes writes and belongs to the replica set that is wanted, if one is. */
  boolean isPrimary(@Nullable String replicaSet) {
    return answer.getBoolean("ismaster", false)
        && (replicaSet == null || replicaSet.equals(answer.getString("setName")));
  }

  /** {@code host:port} of who takes writes, as far as this one knows. */
  @Nullable String primary() {
    return answer.getString("primary");
  }

  boolean offers(String mechanism) {
    return answer.getList("saslSupportedMechs", String.class, List.of()).contains(mechanism);
  }
}
