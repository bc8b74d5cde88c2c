package dev.oneshot.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of equal length under a head, as Markdown. For one thread. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(List<String> head) {
    rows.add(List.copyOf(head));
  }

  /**
   * A line of the table.
   *
   * @throws IllegalArgumentException if it has not as many cells as there are columns
   */
  void row(List<String> cells) {
    if (cells.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row needs " + rows.getFirst().size() + " cells");
    }
    rows.add(List.copyOf(cells));
  }

  String markdown() {
    StringBuilder lines = new StringBuilder(line(rows.getFirst()));
    lines.append(line(Collections.nCopies(rows.getFirst().size(), "---")));
    rows.stream().skip(1).forEach(row -> lines.append(line(row)));
    return lines.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
