package dev.oneshot.worker;

import com.mongodb.ConnectionString;
import dev.oneshot.job.Claims;
import dev.oneshot.job.mongo.JobUpdates;
import dev.oneshot.job.mongo.MongoClaims;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.job.mongo.StoreUri;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.mongo.MongoPayloadStore;
import dev.oneshot.payload.mongo.SecondChunks;
import dev.oneshot.worker.Environment.SettingsException;
import dev.oneshot.worker.wire.PlainStoreUri;
import dev.oneshot.worker.wire.StoreAddress;
import dev.oneshot.worker.wire.StoreKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The worker's view of the store: the ports that it serves. */
final class Store implements AutoCloseable {
  /** Above the time that a majority needs for an 8 MiB chunk on a slow day. */
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(30);

  /**
   * A message whose job cannot be claimed by then goes back to the queue for another worker. Longer
   * than the 12 s in which a replica set has another primary: a claim that the old one made without
   * saying so is found then, and what runs at most once is not lost.
   */
  private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(20);

  /**
   * For all that a worker with a job does. Its function may have run for hours, and after an outage
   * of the store nobody takes its job away for one lease more.
   */
  private static final Duration HOLD_PATIENCE = Duration.ofMinutes(10);

  /** Seldom enough that a worker who waited for its job does not ask between message and claim. */
  private static final Duration CLOCK_CHECK = Duration.ofHours(1);

  private static final long HEAP_FOR_SECOND_CHUNK = 90 << 20;

  private final StoreDriver driver;
  private final ShortWay shortWay;
  private final InstantSource serverTime;
  private final Claims claims;
  private final Claims endings;
  private final Claims leases;
  private final PayloadStore payloads;

  Store(StoreDriver driver, ShortWay shortWay) {
    this.driver = driver;
    this.shortWay = shortWay;
    this.serverTime = new MongoServerClock(shortWay::serverTime, CLOCK_CHECK);
    this.claims = claims(shortWay.patiently(), CLAIM_PATIENCE);
    this.endings = claims(shortWay.patiently(), HOLD_PATIENCE);
    this.leases = claims(shortWay, Duration.ZERO);
    this.payloads =
        new MongoPayloadStore(
            driver::database, shortWay, serverTime, secondChunks(), HOLD_PATIENCE);
  }

  /** One for the payload and one for the result, in a heap that is large enough. */
  private static SecondChunks secondChunks() {
    int most = (int) Math.min(2, Runtime.getRuntime().maxMemory() / HEAP_FOR_SECOND_CHUNK);
    return new SecondChunks(Store::startThread, most);
  }

  private static void startThread(Runnable move) {
    Thread.ofPlatform().name("chunk").daemon().start(move);
  }

  private Claims claims(JobUpdates updates, Duration patience) {
    return new MongoClaims(driver::hasty, updates, serverTime, patience);
  }

  /**
   * Connects, if that succeeds at once; else the first operation tries longer.
   *
   * @param key of the login, so that it need not be derived; null for none
   * @throws SettingsException when the URI is none
   */
  static Store of(String uri, String database, @Nullable StoreKey key) throws SettingsException {
    StoreAddress plain = PlainStoreUri.read(uri).orElse(null);
    if (plain != null) {
      StoreDriver driver = new StoreDriver(() -> StoreUri.read(uri), database, ANSWER_WAIT);
      return new Store(driver, ShortWay.open(plain.with(key), null, database, driver, ANSWER_WAIT));
    }
    ConnectionString parsed = parsed(uri);
    StoreDriver driver = new StoreDriver(() -> parsed, database, ANSWER_WAIT);
    return new Store(driver, ShortWay.open(parsed, key, database, driver, ANSWER_WAIT));
  }

  private static ConnectionString parsed(String uri) throws SettingsException {
    try {
      return StoreUri.read(uri);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(List.of(String.valueOf(e.getMessage())));
    }
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

  /** For keeping one: each answer is awaited for so short a time that a lease has several. */
  Claims leases() {
    return leases;
  }

  PayloadStore payloads() {
    return payloads;
  }

  @Override
  public void close() {
    shortWay.close();
    driver.close();
  }
}
