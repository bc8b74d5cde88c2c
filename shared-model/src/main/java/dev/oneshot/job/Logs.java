package dev.oneshot.job;

import dev.oneshot.payload.Payload;
import java.util.Objects;

/**
 * What the function wrote to its standard output and error.
 *
 * @param isTruncated whether more was written than was kept
 */
public record Logs(Payload text, boolean isTruncated) {
  public Logs {
    Objects.requireNonNull(text, "text");
  }
}
