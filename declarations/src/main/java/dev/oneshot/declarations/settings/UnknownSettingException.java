package dev.oneshot.declarations.settings;

import java.util.List;

/** Settings that nobody reads, each with the place where it was found. */
final class UnknownSettingException extends RuntimeException {
  private final List<String> known;

  UnknownSettingException(List<String> unknown, List<String> known) {
    super("There is no such setting: " + String.join("; ", unknown));
    this.known = known;
  }

  /** All that there are below the same prefix. */
  List<String> known() {
    return known;
  }
}
