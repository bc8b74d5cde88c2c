package dev.oneshot.job.mongo;

import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The store server's time, as far as this process can tell: read once a minute with half the round
 * trip added, again where that took long, and carried on by the monotonic clock in between. A wrong
 * wall clock on this machine has no effect. Thread-safe; one call a minute costs a round trip, the
 * others nothing.
 */
public final class MongoServerClock implements InstantSource {
  private static final long REFRESH_NANOS = Duration.ofMinutes(1).toNanos();

  /** By its old name, which all servers know, the embedded one included. */
  private static final Bson GREETING = new Document("isMaster", 1);

  /** Slower round trips opened a connection or loaded classes, which no half can account for. */
  private static final long QUICK_NANOS = Duration.ofMillis(5).toNanos();

  private record Reading(Instant serverTime, long takenAtNanos, long roundTripNanos) {
    Reading orQuicker(Reading other) {
      return other.roundTripNanos() < roundTripNanos ? other : this;
    }
  }

  private final MongoDatabase database;
  private volatile @Nullable Reading last;

  public MongoServerClock(MongoDatabase database) {
    this.database = database;
  }

  @Override
  public Instant instant() {
    Reading reading = last;
    if (reading == null || System.nanoTime() - reading.takenAtNanos() > REFRESH_NANOS) {
      reading = read();
      last = reading;
    }
    return reading.serverTime().plusNanos(System.nanoTime() - reading.takenAtNanos());
  }

  private Reading read() {
    Reading reading = readOnce();
    return reading.roundTripNanos() <= QUICK_NANOS ? reading : reading.orQuicker(readOnce());
  }

  private Reading readOnce() {
    long before = System.nanoTime();
    Date localTime = database.runCommand(GREETING).getDate("localTime");
    long after = System.nanoTime();
    long roundTrip = after - before;
    return new Reading(localTime.toInstant().plusNanos(roundTrip / 2), after, roundTrip);
  }
}
