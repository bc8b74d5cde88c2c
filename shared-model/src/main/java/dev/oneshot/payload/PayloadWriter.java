package dev.oneshot.payload;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Takes a payload's bytes in order. Either {@link #commit} or {@link #close} ends it: closing
 * without a commit removes what was stored so far.
 *
 * <p>Writing throws {@link PayloadTooLargeException} above the limit and {@link StoreFullException}
 * when the store has no room; both leave nothing behind once closed.
 */
public abstract class PayloadWriter extends OutputStream {
  /** Makes the bytes readable and says where they are; idempotent. */
  public abstract Payload commit() throws IOException;

  /** Bytes accepted so far. */
  public abstract long length();

  /** Replaces the content type given at the start; for functions that name it while they write. */
  public abstract void contentType(String contentType);

  /**
   * Removes what was written unless it was committed. Never throws: what could not be removed is
   * swept later.
   */
  @Override
  public abstract void close();
}
