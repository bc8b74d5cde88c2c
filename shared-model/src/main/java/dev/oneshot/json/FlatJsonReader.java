package dev.oneshot.json;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the texts and numbers of a JSON object; its other values are passed over, however deep.
 * Does not look what these are made of, as long as it finds their end. By a loop, so no input uses
 * up a stack.
 */
public final class FlatJsonReader {
  private final String text;
  private int at;

  private FlatJsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads all of it.
   *
   * @return by name, numbers as they are written; empty where the text is no object and nothing
   *     else
   */
  public static Optional<Map<String, String>> read(String text) {
    try {
      return Optional.of(new FlatJsonReader(text).object());
    } catch (MalformedException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Map<String, String> object() throws MalformedException {
    Map<String, String> fields = new HashMap<>();
    expect('{');
    char end = next();
    if (end != '}') {
      at--;
      do {
        expect('"');
        String name = quoted();
        expect(':');
        value(name, fields);
        end = next();
      } while (end == ',');
    }
    if (end != '}' || !text.substring(at).isBlank()) {
      throw new MalformedException();
    }
    return fields;
  }

  private void value(String name, Map<String, String> fields) throws MalformedException {
    char first = next();
    if (first == '"') {
      fields.put(name, quoted());
    } else if (first == '{' || first == '[') {
      skipNested();
    } else {
      at--;
      String literal = literal();
      if (isNumber(literal)) {
        fields.put(name, literal);
      } else if (!literal.equals("null") && !literal.equals("true") && !literal.equals("false")) {
        throw new MalformedException();
      }
    }
  }

  private void skipNested() throws MalformedException {
    int depth = 1;
    while (depth > 0) {
      char letter = text.charAt(at++);
      if (letter == '"') {
        quoted();
      } else if (letter == '{' || letter == '[') {
        depth++;
      } else if (letter == '}' || letter == ']') {
        depth--;
      }
    }
  }

  private String literal() {
    int from = at;
    char letter = text.charAt(at);
    while (letter != ',' && letter != '}' && letter > ' ') {
      letter = text.charAt(++at);
    }
    return text.substring(from, at);
  }

  // behind the opening quote
  private String quoted() throws MalformedException {
    StringBuilder value = new StringBuilder();
    for (char letter = text.charAt(at++); letter != '"'; letter = text.charAt(at++)) {
      if (letter < ' ') {
        throw new MalformedException();
      }
      value.append(letter == '\\' ? escaped() : letter);
    }
    return value.toString();
  }

  private char escaped() throws MalformedException {
    char kind = text.charAt(at++);
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) HexFormat.fromHexDigits(text, at - 4, at);
      }
      default -> throw new MalformedException();
    };
  }

  private void expect(char wanted) throws MalformedException {
    if (next() != wanted) {
      throw new MalformedException();
    }
  }

  // the next letter that is no white space
  private char next() {
    char letter = text.charAt(at++);
    while (letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r') {
      letter = text.charAt(at++);
    }
    return letter;
  }

  // of a number's letters; whoever wants its value sees whether it has one
  private static boolean isNumber(String literal) {
    for (int i = 0; i < literal.length(); i++) {
      char letter = literal.charAt(i);
      if ((letter < '0' || letter > '9') && "+-.eE".indexOf(letter) < 0) {
        return false;
      }
    }
    return !literal.isEmpty();
  }

  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;
  }
}
