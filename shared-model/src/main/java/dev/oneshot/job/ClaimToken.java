package dev.oneshot.job;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Proof of holding a job: heartbeat, success, failure and hand-back all match on it.
 *
 * @param value 128 random bits in hexadecimal
 */
public record ClaimToken(String value) {
  public ClaimToken {
    Objects.requireNonNull(value, "value");
  }

  public static ClaimToken random() {
    byte[] bits = new byte[16];
    new SecureRandom().nextBytes(bits);
    return new ClaimToken(HexFormat.of().formatHex(bits));
  }

  /** Enough to tell two claims apart in a log, too little to forge one. */
  @Override
  public String toString() {
    return value.substring(0, Math.min(6, value.length())) + "…";
  }
}
