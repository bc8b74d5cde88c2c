package dev.oneshot.request.submission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a caller prefers (RFC 7240). Unknown and malformed preferences are ignored, as the RFC asks.
 *
 * @param isAsync {@code respond-async}: answer 202 at once
 * @param waitTime {@code wait=SECONDS}: answer 202 when the job takes longer
 */
record Preferences(boolean isAsync, Optional<Duration> waitTime) {
  static Preferences parse(List<String> headers) {
    boolean isAsync = false;
    Optional<Duration> wait = Optional.empty();
    for (String preference : preferences(headers)) {
      String text = preference.strip().toLowerCase(Locale.ROOT);
      if (text.equals("respond-async")) {
        isAsync = true;
      } else if (text.startsWith("wait=") && wait.isEmpty()) {
        wait = seconds(text.substring("wait=".length()).strip());
      }
    }
    return new Preferences(isAsync, wait);
  }

  private static List<String> preferences(List<String> headers) {
    List<String> preferences = new ArrayList<>();
    headers.forEach(header -> Collections.addAll(preferences, header.split(",", -1)));
    return preferences;
  }

  private static Optional<Duration> seconds(String text) {
    boolean isNumber =
        !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
  }
}
