package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.Report;
import java.util.ArrayList;
import java.util.List;

/** What all parts of a run say of their goals, in one table; and which parts came to nothing. */
final class Summary {
  private final List<String> failures = new ArrayList<>();
  private final Report report;

  Summary() {
    List<String> columns = new ArrayList<>(List.of("part"));
    columns.addAll(Goal.COLUMNS);
    report = new Report("summary: what was aimed at", columns.toArray(String[]::new));
  }

  void add(String part, Report found) {
    found
        .goals()
        .forEach(goal -> {
          List<String> cells = new ArrayList<>(List.of(part));
          cells.addAll(goal.cells());
          report.row(cells.toArray(String[]::new));
        });
  }

  void failed(String part, String why) {
    failures.add(part);
    report.note(part + " was not measured: " + why);
  }

  boolean isComplete() {
    return failures.isEmpty();
  }

  Report report() {
    return report;
  }
}
