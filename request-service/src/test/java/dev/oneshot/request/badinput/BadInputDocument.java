package dev.oneshot.request.badinput;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** {@code docs/bad-input.md}: a table of number, input and answer. */
public final class BadInputDocument {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*$");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern ANSWER = Pattern.compile("[1-5][0-9]{2}( [A-Z_]+)?|closed");
  private static final Pattern TEST = Pattern.compile("[A-Z][A-Za-z]+(Test|IT)");

  private final Map<Integer, Row> rows = new LinkedHashMap<>();

  /**
   * What the document says of an input.
   *
   * @param answers such as {@code 404 UNKNOWN_JOB}; those of the table's cases and no others
   * @param tests that the row names for what the table cannot show
   * @param isOutOfPlace whether it says that there is nothing here to which this could be sent
   */
  public record Row(Set<String> answers, Set<String> tests, boolean isOutOfPlace) {
    public Row {
      answers = Set.copyOf(answers);
      tests = Set.copyOf(tests);
    }
  }

  private BadInputDocument(String text) {
    ROW.matcher(text).results().forEach(this::add);
  }

  /** As it is in the working copy that is being built. */
  public static BadInputDocument read() {
    try {
      return new BadInputDocument(Files.readString(Path.of("..", "docs", "bad-input.md")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(MatchResult row) {
    List<String> cells = Arrays.asList(row.group().split("\\|", -1));
    String answer = cells.get(cells.size() - 2);
    Set<String> codes = new TreeSet<>();
    CODE.matcher(answer).results().forEach(code -> codes.add(code.group(1)));
    Row parsed =
        new Row(matching(ANSWER, codes), matching(TEST, codes), answer.contains("does not apply"));
    if (rows.put(Integer.valueOf(row.group(1)), parsed) != null) {
      throw new IllegalStateException("row " + row.group(1) + " is there twice");
    }
  }

  private static Set<String> matching(Pattern pattern, Set<String> codes) {
    Set<String> matching = new TreeSet<>(codes);
    matching.removeIf(code -> !pattern.matcher(code).matches());
    return matching;
  }

  public Map<Integer, Row> rows() {
    return rows;
  }
}
