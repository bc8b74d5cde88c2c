package dev.oneshot.request.reading;

import dev.oneshot.job.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A place in the list of jobs: just after this one. Its text is opaque to callers: base64url of
 * {@code <creation in epoch milliseconds>/<job id>}.
 */
record JobCursor(Instant createdAt, JobId id) {
  private static final int MAX_TEXT = 100;

  String text() {
    String plain = createdAt.toEpochMilli() + "/" + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
  }

  /** Empty where the text is no cursor of ours; never throws. */
  static Optional<JobCursor> parse(String text) {
    if (text.length() > MAX_TEXT) {
      return Optional.empty();
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      int slash = plain.indexOf('/');
      return slash < 1
          ? Optional.empty()
          : JobId.parse(plain.substring(slash + 1))
              .map(id ->
                  new JobCursor(
                      Instant.ofEpochMilli(Long.parseLong(plain.substring(0, slash))), id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
