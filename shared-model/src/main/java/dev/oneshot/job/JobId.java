package dev.oneshot.job;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names a job for ever: 128 random bits, never reused.
 *
 * @param value a UUID in its canonical lower-case form, e.g. {@code
 *     7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11}
 */
public record JobId(String value) {
  private static final Pattern CANONICAL =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

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

  private static boolean isCanonical(String text) {
    return text.length() == 36 && CANONICAL.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
