package dev.oneshot.payload.mongo;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Who fetches chunks ahead of their readers, and how many readers have the room for a second chunk
 * in this process; those that get none read one chunk after the other. Thread-safe.
 */
public final class ReadAhead {
  private final Executor fetchers;
  private final Semaphore room;

  /**
   * @param fetchers runs tasks that block; a thread for each is expected
   * @param readers at once, each with 8 MiB for the chunk after the one that it is at
   */
  public ReadAhead(Executor fetchers, int readers) {
    this.fetchers = fetchers;
    this.room = new Semaphore(readers);
  }

  /** Nobody fetches ahead. */
  public static ReadAhead none() {
    return new ReadAhead(Runnable::run, 0);
  }

  /** Room for one reader, until it is given back; false when others have it. */
  boolean take() {
    return room.tryAcquire();
  }

  void giveBack() {
    room.release();
  }

  void start(Runnable fetch) {
    try {
      fetchers.execute(fetch);
    } catch (RejectedExecutionException e) {
      fetch.run(); // the process is about to end, its last readers are not
    }
  }
}
