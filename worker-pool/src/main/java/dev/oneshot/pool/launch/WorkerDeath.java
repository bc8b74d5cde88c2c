package dev.oneshot.pool.launch;

import java.util.Objects;

/**
 * A worker is gone.
 *
 * @param lastWords the end of what it wrote to its standard output, that is of what its functions
 *     wrote; empty text where nothing was written or kept
 * @param complaint the last line of its own log, or of the JVM's words when it did not get that
 *     far; empty where there is none
 */
public record WorkerDeath(String workerId, Exit exit, Tail lastWords, String complaint) {
  public WorkerDeath {
    Objects.requireNonNull(workerId, "workerId");
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(lastWords, "lastWords");
    Objects.requireNonNull(complaint, "complaint");
  }

  /**
   * The end of a text.
   *
   * @param text at most what the launcher keeps, e.g. 64 KiB
   * @param isTruncated whether more was written before it
   */
  public record Tail(String text, boolean isTruncated) {
    public static final Tail NOTHING = new Tail("", false);

    public Tail {
      Objects.requireNonNull(text, "text");
    }
  }
}
