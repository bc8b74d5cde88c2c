package dev.oneshot.payload;

import java.io.IOException;

/** The store has no room for more bytes (MongoDB error 14031, OutOfDiskSpace). */
public final class StoreFullException extends IOException {
  private static final long serialVersionUID = 1L;

  public StoreFullException(Throwable cause) {
    super("the payload store is full", cause);
  }
}
