package dev.oneshot.e2e;

import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.e2e.scenarios.Findings;
import java.util.LinkedHashMap;
import java.util.Map;

/** What all scenarios of a run found. For one thread. */
final class Summary {
  private final Map<String, Findings> scenarios = new LinkedHashMap<>();

  void add(String scenario, Findings findings) {
    scenarios.put(scenario, findings);
  }

  boolean allHold() {
    return scenarios.values().stream().allMatch(Findings::allHold);
  }

  Report report(Facts facts, boolean isQuick) {
    Report report = new Report("Proof on a cluster", "scenario", "what", "found", "aim", "holds");
    facts.lines().forEach(report::fact);
    if (isQuick) {
      report.fact("quick", "not to be quoted");
    }
    scenarios.forEach((name, findings) ->
        findings
            .all()
            .forEach(found ->
                report.row(
                    name,
                    found.what(),
                    found.found(),
                    found.aim().isEmpty() ? "-" : found.aim(),
                    found.verdict())));
    return report;
  }
}
