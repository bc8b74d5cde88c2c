package dev.oneshot.declarations;

import java.util.List;

/** A file of declarations cannot be used; the message says where, and what would be right. */
public final class DeclarationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;
  private final String setting;

  DeclarationException(String what, String file, List<String> problems, String setting) {
    super("The " + what + " in " + file + " cannot be used:" + inLines(problems));
    this.problems = List.copyOf(problems);
    this.setting = setting;
  }

  /** In the order of the file, at least one. */
  public List<String> problems() {
    return problems;
  }

  /** The setting that names the file. */
  String setting() {
    return setting;
  }

  private static String inLines(List<String> problems) {
    return problems.size() == 1
        ? " " + problems.getFirst()
        : "\n  " + String.join("\n  ", problems);
  }
}
