package dev.oneshot.payload;

import java.io.IOException;

/** The payload is longer than its function allows. */
public final class PayloadTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  public PayloadTooLargeException(long limitBytes) {
    super("the payload is longer than the " + limitBytes + " bytes allowed");
  }
}
