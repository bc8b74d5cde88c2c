package dev.oneshot.declarations.settings;

import java.util.List;

/** Settings that nobody reads, each with the place where it was found. */
final class UnknownSettingException extends RuntimeException {
  private final String wrong;
  private final String right;

  /**
   * @param known all that there are below the same prefix
   */
  UnknownSettingException(List<String> unknown, List<String> known) {
    this(
        "There is no such setting: " + String.join("; ", unknown) + ".",
        "There are: " + String.join(", ", known) + ".");
  }

  private UnknownSettingException(String wrong, String right) {
    super(wrong + ' ' + right);
    this.wrong = wrong;
    this.right = right;
  }

  String wrong() {
    return wrong;
  }

  String right() {
    return right;
  }
}
