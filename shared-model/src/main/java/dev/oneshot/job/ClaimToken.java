package dev.oneshot.job;

import dev.oneshot.crypto.SystemRandom;
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

  /** A new one. */
  public static ClaimToken random() {
    return new ClaimToken(HexFormat.of().formatHex(SystemRandom.bytes(BYTES)));
  }

  /** Enough to tell two claims apart in a log, too little to forge one. */
  @Override
  public String toString() {
    return value.substring(0, Math.min(6, value.length())) + "…";
  }
}
