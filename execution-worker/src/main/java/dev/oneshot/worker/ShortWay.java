package dev.oneshot.worker;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import dev.oneshot.job.mongo.JobUpdates;
import dev.oneshot.job.mongo.MongoJobUpdates;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.payload.mongo.FileRecords;
import dev.oneshot.payload.mongo.MongoFileRecords;
import dev.oneshot.worker.wire.Primary;
import dev.oneshot.worker.wire.StoreAddress;
import dev.oneshot.worker.wire.StoreKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Takes, holds and ends jobs and keeps their files on one connection of our own, {@link Primary},
 * until there is trouble with it or somebody needs the driver anyway, and by the driver from then
 * on. A file of several chunks, a store whose primary has changed: that is the driver's.
 * Thread-safe.
 */
final class ShortWay implements JobUpdates, FileRecords, AutoCloseable {
  /** A lease is not to wait for a chunk that is stored slowly. */
  private static final int TURN_WAIT_MILLIS = 1000;

  private final StoreDriver driver;
  private final String database;
  private final Lock lock = new ReentrantLock();
  private volatile @Nullable Primary primary;

  private ShortWay(StoreDriver driver, String database, @Nullable Primary primary) {
    this.driver = driver;
    this.database = database;
    this.primary = primary;
  }

  /** Connects, or leaves it all to the driver where that does not succeed. */
  static ShortWay open(
      ConnectionString uri,
      @Nullable StoreKey key,
      String database,
      StoreDriver driver,
      Duration answerWait) {
    StoreAddress address = StoreAddress.of(uri).orElse(null);
    return open(
        address == null ? null : address.with(key),
        StoreDriver.answerWait(uri),
        database,
        driver,
        answerWait);
  }

  /**
   * The same, of a URI that has been read.
   *
   * @param address null where only the driver can follow it
   * @param itsOwn what it says of each answer; null for nothing
   */
  static ShortWay open(
      @Nullable StoreAddress address,
      @Nullable Duration itsOwn,
      String database,
      StoreDriver driver,
      Duration answerWait) {
    Primary primary =
        address == null ? null : primary(address, itsOwn == null ? answerWait : itsOwn);
    return new ShortWay(driver, database, primary);
  }

  private static @Nullable Primary primary(StoreAddress address, Duration longest) {
    try {
      Duration shortest = StoreDriver.SHORT_ANSWER_WAIT;
      return Primary.find(address, longest.compareTo(shortest) < 0 ? longest : shortest, longest);
    } catch (IOException e) {
      // the driver tries longer, and can say best what is wrong
      return null;
    }
  }

  @Override
  public @Nullable Document findOneAndUpdate(
      BsonDocument expected, BsonDocument update, @Nullable BsonDocument projection) {
    return change(new AnswerPatience(), expected, update, projection);
  }

  /** The same that is awaited longer after each answer that did not come. */
  JobUpdates patiently() {
    AnswerPatience patience = new AnswerPatience();
    return (expected, update, projection) -> change(patience, expected, update, projection);
  }

  private @Nullable Document change(
      AnswerPatience patience,
      BsonDocument expected,
      BsonDocument update,
      @Nullable BsonDocument projection) {
    try {
      return by(primary ->
          primary.findOneAndUpdate(database, JobUpdates.COLLECTION, expected, update, projection));
    } catch (NotSentException e) {
      return byDriver(patience, expected, update, projection);
    } catch (IOException e) {
      // whether it was changed is not known: who asked looks, and asks again, by the driver
      throw new MongoException("the store did not answer", e);
    }
  }

  private @Nullable Document byDriver(
      AnswerPatience patience,
      BsonDocument expected,
      BsonDocument update,
      @Nullable BsonDocument projection) {
    try {
      Document after =
          new MongoJobUpdates(driver.within(patience.next()))
              .findOneAndUpdate(expected, update, projection);
      patience.answered();
      return after;
    } catch (MongoException e) {
      patience.notAnswered();
      throw e;
    }
  }

  @Override
  public void put(String collection, BsonDocument key, BsonDocument document) {
    try {
      by(primary -> {
        primary.put(database, collection, key, document);
        return null;
      });
    } catch (IOException e) {
      // the driver can say best what is wrong
      new MongoFileRecords(driver.database()).put(collection, key, document);
    }
  }

  @Override
  public @Nullable Document find(String collection, BsonDocument key) {
    try {
      return by(primary -> primary.find(database, collection, key));
    } catch (IOException e) {
      return new MongoFileRecords(driver.database()).find(collection, key);
    }
  }

  /** The server's time. */
  Date serverTime() {
    try {
      return by(Primary::time);
    } catch (IOException e) {
      return MongoServerClock.askedOf(driver.hasty());
    }
  }

  /** What is done with the connection. */
  private interface Operation<T extends @Nullable Object> {
    T run(Primary primary) throws IOException;
  }

  /** Nothing was sent. */
  private static final class NotSentException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private <T extends @Nullable Object> T by(Operation<T> operation) throws IOException {
    if (!isMine()) {
      throw new NotSentException();
    }
    boolean isDone = false;
    try {
      if (driver.isMade()) {
        close();
      }
      Primary open = primary;
      if (open == null) {
        throw new NotSentException();
      }
      T answer = operation.run(open);
      isDone = true;
      return answer;
    } catch (RuntimeException e) {
      throw new IOException("what the store said makes no sense", e);
    } finally {
      if (!isDone) {
        close(); // also after an error: half of a message may have been sent
      }
      lock.unlock();
    }
  }

  private boolean isMine() {
    try {
      // who was interrupted gets it, too, if it is free
      return lock.tryLock() || lock.tryLock(TURN_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Cuts off what is under way. */
  @Override
  public void close() {
    Primary open = primary;
    if (open != null) {
      primary = null;
      open.close();
    }
  }
}
