package dev.oneshot.job.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The store server's time, as far as this process can tell: read now and then, once a minute unless
 * told otherwise, with half the round trip added, again where that took long, and carried on by the
 * monotonic clock in between, and for as long as the server cannot be asked again. A wrong wall
 * clock on this machine has no effect. Thread-safe; the call that reads it costs a round trip, the
 * others nothing, but for those before the first reading.
 */
public final class MongoServerClock implements InstantSource {
  private static final Duration REFRESH = Duration.ofMinutes(1);

  /** After a reading that failed: in an outage each of them may wait for a server. */
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** By its old name, which all servers know, the embedded one included. */
  private static final Bson GREETING = new Document("isMaster", 1);

  /** Slower round trips opened a connection or loaded classes, which no half can account for. */
  private static final long QUICK_NANOS = Duration.ofMillis(5).toNanos();

  private record Reading(
      Instant serverTime, long takenAtNanos, long roundTripNanos, long goodUntilNanos) {
    Reading orQuicker(Reading other) {
      return other.roundTripNanos() < roundTripNanos ? other : this;
    }

    Reading goodUntil(long nanos) {
      return new Reading(serverTime, takenAtNanos, roundTripNanos, nanos);
    }
  }

  private final Supplier<Date> server;
  private final long refreshNanos;
  private final LongSupplier nanoTime;
  private final AtomicBoolean isBeingRead = new AtomicBoolean();
  private volatile @Nullable Reading last;

  public MongoServerClock(MongoDatabase database) {
    this(() -> askedOf(database), REFRESH);
  }

  /**
   * One that is read more seldom.
   *
   * @param server asks for its time
   * @param refresh by when a reading is too old; the monotonic clock may go wrong by half a
   *     millisecond a second meanwhile, no more (adjtimex(2))
   */
  public MongoServerClock(Supplier<Date> server, Duration refresh) {
    this(server, refresh, System::nanoTime);
  }

  MongoServerClock(Supplier<Date> server, Duration refresh, LongSupplier nanoTime) {
    this.server = server;
    this.refreshNanos = refresh.toNanos();
    this.nanoTime = nanoTime;
  }

  /**
   * The time at the server.
   *
   * @throws MongoException when it has never told, and does not now
   */
  @Override
  public Instant instant() {
    Reading reading = last;
    if (reading == null) {
      reading = read();
      last = reading;
    } else if (nanoTime.getAsLong() - reading.goodUntilNanos() > 0
        && isBeingRead.compareAndSet(false, true)) {
      try {
        reading = readAfter(reading);
        last = reading;
      } finally {
        isBeingRead.set(false);
      }
    }
    return reading.serverTime().plusNanos(nanoTime.getAsLong() - reading.takenAtNanos());
  }

  private Reading readAfter(Reading before) {
    try {
      return read();
    } catch (MongoException e) {
      // who asks for the time is about to ask the server for more, and can wait for it better
      return before.goodUntil(nanoTime.getAsLong() + Math.min(refreshNanos, RETRY.toNanos()));
    }
  }

  private Reading read() {
    Reading reading = readOnce();
    return reading.roundTripNanos() <= QUICK_NANOS ? reading : quickerThan(reading);
  }

  private Reading quickerThan(Reading slow) {
    try {
      return slow.orQuicker(readOnce());
    } catch (MongoException e) {
      return slow;
    }
  }

  private Reading readOnce() {
    long before = nanoTime.getAsLong();
    Date localTime = server.get();
    long after = nanoTime.getAsLong();
    long roundTrip = after - before;
    return new Reading(
        localTime.toInstant().plusNanos(roundTrip / 2), after, roundTrip, after + refreshNanos);
  }

  /** One round trip by the driver. */
  public static Date askedOf(MongoDatabase database) {
    return database.runCommand(GREETING).getDate("localTime");
  }
}
