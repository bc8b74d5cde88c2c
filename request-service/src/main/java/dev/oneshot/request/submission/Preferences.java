package dev.oneshot.request.submission;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller prefers (RFC 7240). Unknown and malformed preferences are ignored, and all but the
 * first of a kind, as the RFC asks.
 *
 * @param isAsync {@code respond-async}: answer 202 at once, or after {@code wait}
 * @param waitTime {@code wait=SECONDS}: answer 202 when the job takes longer
 */
record Preferences(boolean isAsync, Optional<Duration> waitTime) {
  private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*(\"?)([0-9]{1,9})\\1");

  static Preferences parse(List<String> headers) {
    boolean isAsync = false;
    Optional<Duration> wait = Optional.empty();
    for (String preference : String.join(",", headers).split(",", -1)) {
      String text = withoutParameters(preference);
      Matcher seconds = WAIT.matcher(text);
      if (text.equals("respond-async")) {
        isAsync = true;
      } else if (wait.isEmpty() && seconds.matches()) {
        wait = Optional.of(Duration.ofSeconds(Long.parseLong(seconds.group(2))));
      }
    }
    return new Preferences(isAsync, wait);
  }

  /** Whether the answer may take longer than the job's acceptance. */
  boolean mayWait() {
    return !isAsync || waitTime.filter(Duration::isPositive).isPresent();
  }

  private static String withoutParameters(String preference) {
    int end = preference.indexOf(';');
    return (end < 0 ? preference : preference.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
