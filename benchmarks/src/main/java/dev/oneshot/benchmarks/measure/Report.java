package dev.oneshot.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one part found, as a page of Markdown: facts, a table, notes, goals and charts. For one
 * thread.
 */
public final class Report {
  private final String title;
  private final Table table;
  private final List<String> facts = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Goal> goals = new ArrayList<>();
  private final Map<String, Chart> charts = new LinkedHashMap<>();

  public Report(String title, String... columns) {
    this.title = title;
    this.table = new Table(List.of(columns));
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
    table.row(List.of(cells));
  }

  /** A line below the table. */
  public void note(String text) {
    notes.add("- " + text);
  }

  /** What was aimed at; the command repeats it in its summary of all parts. */
  public void goal(Goal goal) {
    goals.add(goal);
  }

  public List<Goal> goals() {
    return List.copyOf(goals);
  }

  /**
   * A picture below the notes.
   *
   * @param name ends the name of its file, e.g. {@code latency} for {@code
   *     2026-11-20-call-latency.svg}
   */
  public void chart(String name, Chart chart) {
    charts.put(name, chart);
  }

  /**
   * The page.
   *
   * @param name of its file, without {@code .md}
   */
  public String markdown(String name) {
    StringBuilder page = new StringBuilder("# " + title + "\n\n");
    facts.forEach(fact -> page.append(fact).append('\n'));
    page.append('\n').append(table.markdown());
    if (!notes.isEmpty()) {
      page.append('\n');
      notes.forEach(note -> page.append(note).append('\n'));
    }
    if (!goals.isEmpty()) {
      Table aims = new Table(Goal.COLUMNS);
      goals.forEach(goal -> aims.row(goal.cells()));
      page.append('\n').append(aims.markdown());
    }
    charts.forEach((chart, picture) ->
        page.append("\n![" + picture.title() + "](" + svg(name, chart) + ")\n"));
    return page.toString();
  }

  /** Writes the page and, beside it, its pictures. */
  public void writeTo(Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(name + ".md"), markdown(name));
    for (var chart : charts.entrySet()) {
      Files.writeString(directory.resolve(svg(name, chart.getKey())), chart.getValue().svg());
    }
  }

  private static String svg(String page, String chart) {
    return page + '-' + chart + ".svg";
  }
}
