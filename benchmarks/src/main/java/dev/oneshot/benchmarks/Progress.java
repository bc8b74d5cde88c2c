package dev.oneshot.benchmarks;

import java.util.Locale;

/** What a person sees meanwhile: lines on stderr, with colours on a terminal only. Any thread. */
public final class Progress {
  /** Set by the launcher script: whether stderr is a terminal, which the JDK does not tell. */
  private static final String TERMINAL = "oneshot.terminal";

  private final String command;
  private final boolean hasColours;
  private final long startNanos = System.nanoTime();

  private Progress(String command, boolean hasColours) {
    this.command = command;
    this.hasColours = hasColours;
  }

  /**
   * Of a command.
   *
   * @param command begins the lines that tell of failures
   */
  public static Progress onStderr(String command) {
    return new Progress(command, Boolean.getBoolean(TERMINAL) && System.getenv("NO_COLOR") == null);
  }

  public void part(String name) {
    System.err.println(styled("1", "== " + name));
  }

  public void step(String text) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    System.err.println(styled("2", String.format(Locale.ROOT, "%6.1f s  ", seconds)) + text);
  }

  public void failed(String text) {
    System.err.println(styled("31", command + ": ") + text);
  }

  private String styled(String code, String text) {
    return hasColours ? "\u001b[" + code + 'm' + text + "\u001b[0m" : text;
  }
}
