package dev.oneshot.job.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The store server's time, as far as this process can tell: read once a minute with half the round
 * trip added, and carried on by the monotonic clock in between. A wrong wall clock on this machine
 * has no effect. Thread-safe; one call a minute costs a round trip, the others nothing.
 */
public final class MongoServerClock implements InstantSource {
  private static final long REFRESH_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int COMMAND_NOT_FOUND = 59;

  private record Reading(Instant serverTime, long takenAtNanos) {}

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
    long before = System.nanoTime();
    Date localTime = greeting().getDate("localTime");
    long after = System.nanoTime();
    return new Reading(localTime.toInstant().plusNanos((after - before) / 2), after);
  }

  private Document greeting() {
    try {
      return database.runCommand(new Document("hello", 1));
    } catch (MongoCommandException e) {
      if (e.getErrorCode() == COMMAND_NOT_FOUND) {
        return database.runCommand(
            new Document("isMaster", 1)); // the embedded store knows the old name only
      }
      throw e;
    }
  }
}
