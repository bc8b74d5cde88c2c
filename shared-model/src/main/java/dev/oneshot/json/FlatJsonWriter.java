package dev.oneshot.json;

import java.util.HexFormat;

/**
 * Writes one JSON object of texts and whole numbers, such as {@code {"job": "…", "attempt": 1}}.
 * For one thread.
 */
public final class FlatJsonWriter {
  private final StringBuilder text = new StringBuilder(128).append('{');

  public FlatJsonWriter text(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  public FlatJsonWriter number(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  private void name(String name) {
    if (text.length() > 1) {
      text.append(", ");
    }
    quote(name);
    text.append(": ");
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char letter = value.charAt(i);
      if (letter == '"' || letter == '\\') {
        text.append('\\').append(letter);
      } else if (isEscaped(letter)) {
        text.append("\\u").append(HexFormat.of().toHexDigits(letter));
      } else {
        text.append(letter);
      }
    }
    text.append('"');
  }

  // controls and what readers take for the end of a line; half a surrogate pair has no UTF-8
  private static boolean isEscaped(char letter) {
    return letter < ' '
        || (letter >= '\u007f' && letter <= '\u009f')
        || letter == '\u2028'
        || letter == '\u2029'
        || Character.isSurrogate(letter);
  }

  /** The object. */
  @Override
  public String toString() {
    return text + "}";
  }
}
