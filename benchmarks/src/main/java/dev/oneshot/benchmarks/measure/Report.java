package dev.oneshot.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What one part found, as a page of Markdown with one table. For one thread. */
public final class Report {
  private final String title;
  private final List<String> facts = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  public Report(String title, String... columns) {
    this.title = title;
    rows.add(List.of(columns));
  }

  /** A line above the table: where, when, with what. */
  public void fact(String name, String value) {
    facts.add("- " + name + ": " + value);
  }

  /**
   * A line of the table.
   *
   * @throws IllegalArgumentException if it has not as many cells as there are columns
   */
  public void row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row needs " + rows.getFirst().size() + " cells");
    }
    rows.add(List.of(cells));
  }

  /** A line below the table. */
  public void note(String text) {
    notes.add("- " + text);
  }

  public String markdown() {
    StringBuilder page = new StringBuilder("# " + title + "\n\n");
    facts.forEach(fact -> page.append(fact).append('\n'));
    page.append('\n').append(line(rows.getFirst()));
    page.append(line(Collections.nCopies(rows.getFirst().size(), "---")));
    rows.stream().skip(1).forEach(row -> page.append(line(row)));
    if (!notes.isEmpty()) {
      page.append('\n');
      notes.forEach(note -> page.append(note).append('\n'));
    }
    return page.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  public void writeTo(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, markdown());
  }
}
