package dev.oneshot.faults.proof;

import java.time.Instant;

/**
 * A line of the ledger.
 *
 * @param digest SHA-256 of the result, in hexadecimal; empty unless it is an end
 */
public record Execution(
    Kind kind, String job, int attempt, String worker, long pid, Instant at, String digest) {
  /** What an execution notes. */
  public enum Kind {
    START,
    END,
    /** Interrupted. */
    STOP
  }

  static Execution parse(String line) {
    String[] words = line.split(" ", -1);
    return new Execution(
        switch (words[0]) {
          case "start" -> Kind.START;
          case "end" -> Kind.END;
          case "stop" -> Kind.STOP;
          default -> throw new IllegalArgumentException("no line of a ledger: " + line);
        },
        words[1],
        Integer.parseInt(words[2]),
        words[3],
        Long.parseLong(words[4]),
        Instant.ofEpochMilli(Long.parseLong(words[5])),
        words.length > 6 ? words[6] : "");
  }
}
