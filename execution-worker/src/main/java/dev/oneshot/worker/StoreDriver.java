package dev.oneshot.worker;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ServerMonitoringMode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The driver's client, made when something needs it. Thread-safe. */
final class StoreDriver implements AutoCloseable {
  /**
   * For one operation to find a server; longer outages are bridged by who repeats the operation.
   */
  private static final Duration SERVER_WAIT = Duration.ofSeconds(5);

  /**
   * For the answer to what is small: a connection that has fallen silent must be noticed, and
   * another tried, before a lease is over.
   */
  static final Duration SHORT_ANSWER_WAIT = Duration.ofSeconds(4);

  /** An operation that fails has the server looked at anyway; an idle worker is to cost nothing. */
  private static final Duration SERVER_CHECK = Duration.ofSeconds(30);

  private final Supplier<ConnectionString> reader;
  private final String database;
  private final Duration answerWait;
  private volatile @Nullable ConnectionString read;
  private volatile @Nullable MongoClient client;

  /**
   * Makes nothing yet.
   *
   * @param uri read when it is needed; what it says goes before the settings made here
   */
  StoreDriver(Supplier<ConnectionString> uri, String database, Duration answerWait) {
    this.reader = uri;
    this.database = database;
    this.answerWait = answerWait;
  }

  /** Whether anybody has needed it. */
  boolean isMade() {
    return client != null;
  }

  /** Connects with the first operation. */
  MongoDatabase database() {
    return client().getDatabase(database);
  }

  /** The same for what is small. */
  MongoDatabase hasty() {
    return within(SHORT_ANSWER_WAIT);
  }

  /** The same with so much time for each operation, or less where the URI says so. */
  MongoDatabase within(Duration time) {
    ConnectionString said = uri();
    long millis = Math.min(time.toMillis(), limit(said.getTimeout()));
    return database()
        .withTimeout(Math.min(millis, limit(said.getSocketTimeout())), TimeUnit.MILLISECONDS);
  }

  /** What the URI says of each answer; null where it says nothing, or that there is no limit. */
  static @Nullable Duration answerWait(ConnectionString uri) {
    long millis = limit(uri.getSocketTimeout());
    return millis == Long.MAX_VALUE ? null : Duration.ofMillis(millis);
  }

  // 0, for no limit, is taken for nothing, since a lease has one
  private static long limit(@Nullable Number millis) {
    return millis == null || millis.longValue() == 0 ? Long.MAX_VALUE : millis.longValue();
  }

  private ConnectionString uri() {
    ConnectionString known = read;
    if (known == null) {
      known = reader.get();
      read = known;
    }
    return known;
  }

  private synchronized MongoClient client() {
    MongoClient made = client;
    if (made == null) {
      made = create();
      client = made;
    }
    return made;
  }

  private MongoClient create() {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    // the driver looks for a resolver of host names through this loader: not in every jar, please
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      return MongoClients.create(settings());
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  private MongoClientSettings settings() {
    ConnectionString said = uri();
    Duration itsOwn = answerWait(said);
    return MongoClientSettings.builder()
        .applyToServerSettings(server ->
            server
                .serverMonitoringMode(ServerMonitoringMode.POLL)
                .heartbeatFrequency(SERVER_CHECK.toSeconds(), TimeUnit.SECONDS))
        .applyToClusterSettings(cluster ->
            cluster.serverSelectionTimeout(SERVER_WAIT.toMillis(), TimeUnit.MILLISECONDS))
        .applyToSocketSettings(
            socket -> socket.connectTimeout(SERVER_WAIT.toMillis(), TimeUnit.MILLISECONDS))
        .applyConnectionString(said)
        .applyToSocketSettings(socket ->
            socket.readTimeout(
                (itsOwn == null ? answerWait : itsOwn).toMillis(), TimeUnit.MILLISECONDS))
        .build();
  }

  @Override
  public void close() {
    MongoClient made = client;
    if (made != null) {
      made.close();
    }
  }
}
