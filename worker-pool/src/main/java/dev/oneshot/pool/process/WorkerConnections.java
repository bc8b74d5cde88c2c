package dev.oneshot.pool.process;

import com.mongodb.MongoCredential;
import dev.oneshot.job.mongo.StoreUri;
import dev.oneshot.pool.launch.Wires;
import dev.oneshot.topology.BrokerAddress;
import java.util.Map;
import java.util.Objects;

/**
 * Where workers find broker and store. No record, since the URIs hold credentials and must not show
 * in a log.
 */
public final class WorkerConnections {
  private final String brokerUri;
  private final String storeUri;
  private final String storeDatabase;

  /**
   * @param brokerUri {@code amqp://…} or {@code amqps://…}
   * @param storeUri {@code mongodb://…}
   */
  public WorkerConnections(String brokerUri, String storeUri, String storeDatabase) {
    this.brokerUri = Objects.requireNonNull(brokerUri, "brokerUri");
    this.storeUri = Objects.requireNonNull(storeUri, "storeUri");
    this.storeDatabase = Objects.requireNonNull(storeDatabase, "storeDatabase");
  }

  /**
   * What the URIs ask for.
   *
   * @throws IllegalArgumentException when one is none
   */
  public Wires wires() {
    boolean isTls =
        BrokerAddress.of(brokerUri).isTls()
            || Boolean.TRUE.equals(StoreUri.read(storeUri).getSslEnabled());
    return isTls ? Wires.TLS : Wires.PLAIN;
  }

  /** Whether workers log in to the store with a password. */
  boolean haveStorePassword() {
    MongoCredential credential = StoreUri.read(storeUri).getCredential();
    return credential != null && credential.getPassword() != null;
  }

  Map<String, String> environment() {
    return Map.of(
        "ONESHOT_BROKER_URI", brokerUri,
        "ONESHOT_STORE_URI", storeUri,
        "ONESHOT_STORE_DATABASE", storeDatabase);
  }
}
