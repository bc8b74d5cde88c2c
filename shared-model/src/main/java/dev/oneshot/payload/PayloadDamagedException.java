package dev.oneshot.payload;

import java.io.IOException;

/** Stored bytes are missing or are not those that were written. */
public final class PayloadDamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  public PayloadDamagedException(String message) {
    super(message);
  }
}
