package dev.oneshot.examples.scan;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns the name of an archive entry into a relative path with slashes, for example {@code
 * src/main/java/App.java}, or refuses it. It only ever names a finding: no file is created under
 * it.
 */
final class EntryName {

  private static final int LONGEST_SHOWN = 200;

  private EntryName() {}

  /**
   * Drops empty and {@code .} segments and reads {@code \} as {@code /}, as old Windows tools write
   * it.
   *
   * @throws IllegalArgumentException if the name is absolute, leads upwards or holds control
   *     characters
   */
  static String relative(String raw) {
    String name = raw.replace('\\', '/');
    if (hasControlCharacter(name)) {
      throw refused(raw, "holds control characters");
    }
    if (name.startsWith("/") || hasDriveLetter(name)) {
      throw refused(raw, "is an absolute path");
    }
    List<String> kept = new ArrayList<>();
    for (String segment : name.split("/", -1)) {
      if (segment.equals("..")) {
        throw refused(raw, "leads out of the archive with \"..\"");
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        kept.add(segment);
      }
    }
    return String.join("/", kept);
  }

  /** True for what is worth parsing; {@code ._App.java} is macOS metadata, not source. */
  static boolean isJavaSource(String relative) {
    String file = relative.substring(relative.lastIndexOf('/') + 1);
    return file.endsWith(".java") && !file.startsWith("._");
  }

  private static boolean hasControlCharacter(String name) {
    return name.chars().anyMatch(Character::isISOControl);
  }

  private static boolean hasDriveLetter(String name) {
    return name.length() >= 2 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0));
  }

  private static IllegalArgumentException refused(String raw, String why) {
    StringBuilder shown = new StringBuilder();
    raw.codePoints()
        .limit(LONGEST_SHOWN)
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .forEach(shown::appendCodePoint);
    return new IllegalArgumentException(
        "The archive entry \""
            + shown
            + "\" "
            + why
            + ". Entries must have plain relative names such as src/main/java/App.java.");
  }
}
