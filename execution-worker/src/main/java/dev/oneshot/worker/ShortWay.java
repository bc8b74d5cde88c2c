package dev.oneshot.worker;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import dev.oneshot.job.mongo.JobUpdates;
import dev.oneshot.job.mongo.MongoJobUpdates;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.worker.wire.Primary;
import dev.oneshot.worker.wire.StoreAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Takes and ends jobs on one connection of our own, {@link Primary}, until there is trouble with it
 * or somebody needs the driver anyway, and by the driver from then on. A long job, a large one, a
 * store whose primary has changed: all that is the driver's. Thread-safe.
 */
final class ShortWay implements JobUpdates, AutoCloseable {
  private final StoreDriver driver;
  private final String database;
  private @Nullable Primary primary;

  private ShortWay(StoreDriver driver, String database, @Nullable Primary primary) {
    this.driver = driver;
    this.database = database;
    this.primary = primary;
  }

  /** Connects, or leaves it all to the driver where that does not succeed. */
  static ShortWay open(
      ConnectionString uri, String database, StoreDriver driver, Duration answerWait) {
    return new ShortWay(driver, database, primary(uri, answerWait));
  }

  private static @Nullable Primary primary(ConnectionString uri, Duration answerWait) {
    StoreAddress address = StoreAddress.of(uri).orElse(null);
    if (address == null) {
      return null;
    }
    try {
      Integer itsOwn = uri.getSocketTimeout();
      return Primary.find(address, itsOwn == null ? answerWait : Duration.ofMillis(itsOwn));
    } catch (IOException e) {
      // the driver tries longer, and can say best what is wrong
      return null;
    }
  }

  @Override
  public synchronized @Nullable Document findOneAndUpdate(
      BsonDocument expected, BsonDocument update, @Nullable BsonDocument projection) {
    Primary open = stillOpen();
    if (open == null) {
      return new MongoJobUpdates(driver.database()).findOneAndUpdate(expected, update, projection);
    }
    try {
      return open.findOneAndUpdate(database, COLLECTION, expected, update, projection);
    } catch (IOException e) {
      close();
      // whether it was changed is not known: who asked looks, and asks again, by the driver
      throw new MongoException("the store did not answer", e);
    }
  }

  /** The server's time. */
  synchronized Date serverTime() {
    Primary open = stillOpen();
    if (open != null) {
      try {
        return open.time();
      } catch (IOException e) {
        close();
      }
    }
    return MongoServerClock.askedOf(driver.database());
  }

  private @Nullable Primary stillOpen() {
    if (driver.isMade()) {
      close();
    }
    return primary;
  }

  @Override
  public synchronized void close() {
    if (primary != null) {
      primary.close();
      primary = null;
    }
  }
}
