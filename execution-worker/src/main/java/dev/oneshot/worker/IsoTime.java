package dev.oneshot.worker;

import static java.time.ZoneOffset.UTC;

import java.time.Instant;
import java.time.LocalDateTime;

/**
 * Times as {@link Instant#toString} writes them, without the formatter that a fresh JVM makes for
 * it.
 */
final class IsoTime {
  /** Length of a local time without seconds, which are left out where there are none. */
  private static final int MINUTES_ONLY = 16;

  private IsoTime() {}

  static String of(Instant time) {
    String text =
        LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), UTC).toString();
    return text.length() == MINUTES_ONLY ? text + ":00Z" : text + "Z";
  }
}
