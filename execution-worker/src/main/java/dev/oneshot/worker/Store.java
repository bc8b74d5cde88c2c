package dev.oneshot.worker;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ServerMonitoringMode;
import dev.oneshot.job.Claims;
import dev.oneshot.job.mongo.MongoClaims;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.mongo.MongoPayloadStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** The worker's view of the store: one client, and the ports it serves. */
final class Store implements AutoCloseable {
  /**
   * For one operation to find a server; longer outages are bridged by who repeats the operation.
   */
  private static final Duration SERVER_WAIT = Duration.ofSeconds(5);

  /** An operation that fails has the server looked at anyway; an idle worker is to cost nothing. */
  private static final Duration SERVER_CHECK = Duration.ofSeconds(30);

  /** Above the time that a majority needs for an 8 MiB chunk on a slow day. */
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(30);

  /** A message whose job cannot be claimed by then goes back to the queue for another worker. */
  private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(10);

  /**
   * A result may have taken hours, and after an outage of the store nobody takes its job away for
   * one lease more.
   */
  private static final Duration FINISH_PATIENCE = Duration.ofMinutes(10);

  /** Seldom enough that a worker who waited for its job does not ask between message and claim. */
  private static final Duration CLOCK_CHECK = Duration.ofHours(1);

  private final MongoClient client;
  private final InstantSource serverTime;
  private final Claims claims;
  private final Claims endings;
  private final PayloadStore payloads;

  private Store(MongoClient client, MongoDatabase database) {
    this.client = client;
    this.serverTime = new MongoServerClock(database, CLOCK_CHECK);
    this.claims = new MongoClaims(database, serverTime, CLAIM_PATIENCE);
    this.endings = new MongoClaims(database, serverTime, FINISH_PATIENCE);
    this.payloads = new MongoPayloadStore(database, serverTime);
  }

  /** Connects with the first operation. What the URI says goes before the settings made here. */
  static Store of(String uri, String database) {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    // the driver looks for a resolver of host names through this loader: not in every jar, please
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      MongoClient client = MongoClients.create(settings(uri));
      return new Store(client, client.getDatabase(database));
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  private static MongoClientSettings settings(String uri) {
    return MongoClientSettings.builder()
        .applyToServerSettings(server ->
            server
                .serverMonitoringMode(ServerMonitoringMode.POLL)
                .heartbeatFrequency(SERVER_CHECK.toSeconds(), TimeUnit.SECONDS))
        .applyToClusterSettings(cluster ->
            cluster.serverSelectionTimeout(SERVER_WAIT.toMillis(), TimeUnit.MILLISECONDS))
        .applyToSocketSettings(socket ->
            socket
                .connectTimeout(SERVER_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(ANSWER_WAIT.toMillis(), TimeUnit.MILLISECONDS))
        .applyConnectionString(new ConnectionString(uri))
        .build();
  }

  /** The store server's time. */
  InstantSource serverTime() {
    return serverTime;
  }

  /** For taking a job. */
  Claims claims() {
    return claims;
  }

  /** The same with more patience, for a job that is held. */
  Claims endings() {
    return endings;
  }

  PayloadStore payloads() {
    return payloads;
  }

  @Override
  public void close() {
    client.close();
  }
}
