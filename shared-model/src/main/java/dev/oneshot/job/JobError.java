package dev.oneshot.job;

import java.util.Objects;

/**
 * What a caller is told about a failed job.
 *
 * @param code {@link Reason} of the failure
 * @param type class of the function's exception, or the kind of end, e.g. {@code
 *     java.lang.IllegalStateException}, {@code exit}
 * @param message at most 8 KiB of text, cut there; never a stack trace of ours
 */
public record JobError(Reason code, String type, String message) {
  private static final int MAX_CHARACTERS = 8 * 1024;

  public JobError {
    Objects.requireNonNull(code, "code");
    type = cut(type, 256);
    message = cut(message, MAX_CHARACTERS);
  }

  private static String cut(String text, int limit) {
    return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
  }
}
