package dev.oneshot.job;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Proof of holding a job: heartbeat, success, failure and hand-back all match on it.
 *
 * @param value 128 random bits in hexadecimal
 */
public record ClaimToken(String value) {
  private static final int BYTES = 16;

  public ClaimToken {
    Objects.requireNonNull(value, "value");
  }

  /**
   * A new one. From the system's generator itself: the platform's, which draws from it, starts with
   * a table of all algorithms, and a worker needs a token for its one job (docs/adr/0007).
   */
  public static ClaimToken random() {
    byte[] bits = new byte[BYTES];
    try (InputStream system = new FileInputStream("/dev/urandom")) {
      if (system.readNBytes(bits, 0, BYTES) < BYTES) {
        throw new EOFException();
      }
    } catch (IOException e) {
      new SecureRandom().nextBytes(bits);
    }
    return new ClaimToken(HexFormat.of().formatHex(bits));
  }

  /** Enough to tell two claims apart in a log, too little to forge one. */
  @Override
  public String toString() {
    return value.substring(0, Math.min(6, value.length())) + "…";
  }
}
