package dev.oneshot.e2e;

import java.util.Locale;

/** What a person sees meanwhile: lines on stderr, with colours on a terminal only. Any thread. */
final class Progress {
  /** Set by the launcher script: whether stderr is a terminal, which the JDK does not tell. */
  private static final String TERMINAL = "oneshot.terminal";

  private final boolean hasColours =
      Boolean.getBoolean(TERMINAL) && System.getenv("NO_COLOR") == null;
  private final long startNanos = System.nanoTime();

  void scenario(String name) {
    System.err.println(styled("1", "== " + name));
  }

  void step(String text) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    System.err.println(styled("2", String.format(Locale.ROOT, "%6.1f s  ", seconds)) + text);
  }

  void failed(String text) {
    System.err.println(styled("31", "e2e: ") + text);
  }

  private String styled(String code, String text) {
    return hasColours ? "\u001b[" + code + 'm' + text + "\u001b[0m" : text;
  }
}
