package dev.oneshot.payload;

import java.util.Objects;
import java.util.UUID;

/**
 * Names a stored file: {@code <job id>/<what>}, e.g. {@code 7f1c…/payload/9b2e…} or {@code
 * 7f1c…/result/<claim token>}. A file of one attempt is never the file of another, so a worker that
 * lost its claim cannot damage the winner's result.
 */
public record FileId(String value) {
  public FileId {
    Objects.requireNonNull(value, "value");
    if (value.indexOf('/') < 1) {
      throw new IllegalArgumentException("a file id starts with its job's id and a slash");
    }
  }

  /** Of the bytes that came with one call; two calls for the same job never share a file. */
  public static FileId ofPayload(String jobId) {
    return new FileId(jobId + "/payload/" + UUID.randomUUID());
  }

  /** Of what one attempt wrote; {@code what} is {@code result} or {@code logs}. */
  public static FileId ofAttempt(String jobId, String what, String claimToken) {
    return new FileId(jobId + '/' + what + '/' + claimToken);
  }

  public String jobId() {
    return value.substring(0, value.indexOf('/'));
  }

  @Override
  public String toString() {
    return value;
  }
}
