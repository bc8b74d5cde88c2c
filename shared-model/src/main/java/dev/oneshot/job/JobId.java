package dev.oneshot.job;

import java.util.Optional;
import java.util.UUID;

/**
 * Names a job for ever: 128 random bits, never reused.
 *
 * @param value a UUID in its canonical lower-case form, e.g. {@code
 *     7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11}
 */
public record JobId(String value) {
  private static final String SHAPE = "00000000-0000-0000-0000-000000000000";

  public JobId {
    if (!isCanonical(value)) {
      throw new IllegalArgumentException("a job id is a UUID in lower case");
    }
  }

  public static JobId random() {
    return new JobId(UUID.randomUUID().toString());
  }

  /** Empty where the text is no job id; never throws, whatever the text. */
  public static Optional<JobId> parse(String text) {
    return isCanonical(text) ? Optional.of(new JobId(text)) : Optional.empty();
  }

  // no pattern: a worker comes by before and while somebody waits, and has compiled nothing
  private static boolean isCanonical(String text) {
    if (text.length() != SHAPE.length()) {
      return false;
    }
    for (int i = 0; i < SHAPE.length(); i++) {
      char found = text.charAt(i);
      if (SHAPE.charAt(i) == '-' ? found != '-' : !isHex(found)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(char found) {
    return (found >= '0' && found <= '9') || (found >= 'a' && found <= 'f');
  }

  @Override
  public String toString() {
    return value;
  }
}
