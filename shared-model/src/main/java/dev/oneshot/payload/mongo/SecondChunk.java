package dev.oneshot.payload.mongo;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * What moves between the store and a second array while a stream's reader or writer works on the
 * first, so that both are busy at the same time. For one thread.
 */
final class SecondChunk implements AutoCloseable {
  private final SecondChunks room;
  private boolean hasRoom;
  private boolean isClosed;
  private @Nullable FutureTask<Integer> moving;

  SecondChunk(SecondChunks room) {
    this.room = room;
  }

  /**
   * The second array. Its room is kept until this is closed.
   *
   * @param known an array to use again if it is large enough
   * @return null when there is no room for it; the reader or writer gets along with one
   */
  byte @Nullable [] array(int bytes, byte[] known) {
    if (!hasRoom && (isClosed || !room.take())) {
      return null;
    }
    hasRoom = true;
    if (known.length >= bytes) {
      return known;
    }
    try {
      return new byte[bytes];
    } catch (OutOfMemoryError e) {
      close();
      return null;
    }
  }

  /**
   * Starts to move a chunk; nothing is moving yet.
   *
   * @param move gives the chunk's length
   */
  void start(Callable<Integer> move) {
    FutureTask<Integer> task = new FutureTask<>(move);
    room.start(task);
    moving = task;
  }

  boolean isMoving() {
    return moving != null;
  }

  /**
   * Waits for the chunk that is moving. An interrupt does not count meanwhile, as in a socket: what
   * a function does to its own thread is not to cost its result.
   *
   * @return its length, 0 when none is moving
   * @throws IOException or the unchecked exception that moving it ended with, the same each time
   */
  int await() throws IOException {
    if (moving == null) {
      return 0;
    }
    try {
      int length = uninterrupted(moving);
      moving = null;
      return length;
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  /** Waits until nothing moves, however that ended. */
  void settle() {
    if (moving != null) {
      try {
        uninterrupted(moving);
      } catch (ExecutionException e) {
        // who asked has given up what was moved
      }
      moving = null;
    }
  }

  private static int uninterrupted(Future<Integer> length) throws ExecutionException {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return length.get();
        } catch (InterruptedException e) {
          wasInterrupted = true;
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case IOException failure -> failure;
      case RuntimeException failure -> throw failure;
      case Error error -> throw error;
      case null, default -> new IOException(cause);
    };
  }

  /** Gives the room back for good. A chunk that has not begun to move will not. */
  @Override
  public void close() {
    isClosed = true;
    if (moving != null) {
      moving.cancel(false);
      moving = null;
    }
    if (hasRoom) {
      hasRoom = false;
      room.giveBack();
    }
  }
}
