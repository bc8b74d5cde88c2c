package dev.oneshot.payload.mongo;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Room in this process for second chunks, see {@link SecondChunk}, and who moves them. Thread-safe.
 */
public final class SecondChunks {
  private final Executor movers;
  private final Semaphore room;

  /**
   * @param movers runs tasks that block; a thread for each is expected
   * @param most at once, each of 8 MiB
   */
  public SecondChunks(Executor movers, int most) {
    this.movers = movers;
    this.room = new Semaphore(most);
  }

  /** There is room for none. */
  public static SecondChunks none() {
    return new SecondChunks(Runnable::run, 0);
  }

  /** Room for one, until it is given back; false when others have it. */
  boolean take() {
    return room.tryAcquire();
  }

  void giveBack() {
    room.release();
  }

  void start(Runnable move) {
    try {
      movers.execute(move);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      move.run(); // the process is about to end, or may have no thread more: then by this one
    }
  }
}
