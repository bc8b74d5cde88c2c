package dev.oneshot.standalone;

import java.io.PrintStream;
import java.util.Optional;

/** What people read; coloured on a terminal only. */
record Console(PrintStream out, PrintStream err, boolean hasColours) {
  static Console ofTerminal() {
    boolean isTerminal =
        Optional.ofNullable(System.console()).filter(c -> c.isTerminal()).isPresent();
    boolean hasColours = isTerminal && System.getenv("NO_COLOR") == null;
    return new Console(System.out, System.err, hasColours);
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void error(String text) {
    err.println(styled("31", "oneshot: ") + text);
    err.flush();
  }

  String bold(String text) {
    return styled("1", text);
  }

  String dim(String text) {
    return styled("2", text);
  }

  String good(String text) {
    return styled("32", text);
  }

  private String styled(String code, String text) {
    return hasColours ? "\u001b[" + code + 'm' + text + "\u001b[0m" : text;
  }
}
