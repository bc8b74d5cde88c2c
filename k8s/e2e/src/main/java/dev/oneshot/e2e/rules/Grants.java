package dev.oneshot.e2e.rules;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What an account may do, one line for each verb, resource and name, so that two lists compare
 * however the API server put the rules together. A line: {@code create pods}, {@code get
 * deployments.apps/worker-pool}.
 */
public final class Grants {
  private Grants() {}

  /** The lines of rules, sorted. */
  public static NavigableSet<String> lines(Collection<ResourceRule> rules) {
    NavigableSet<String> lines = new TreeSet<>();
    for (ResourceRule rule : rules) {
      for (String verb : rule.getVerbs()) {
        for (String resource : rule.getResources()) {
          for (String group : rule.getApiGroups()) {
            String name = verb + ' ' + resource + (group.isEmpty() ? "" : '.' + group);
            if (rule.getResourceNames().isEmpty()) {
              lines.add(name);
            }
            rule.getResourceNames().forEach(only -> lines.add(name + '/' + only));
          }
        }
      }
    }
    return lines;
  }

  /** The lines of a reviewed file: empty ones and those that begin with # say nothing. */
  public static NavigableSet<String> reviewed(List<String> file) {
    NavigableSet<String> lines = new TreeSet<>();
    file.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(lines::add);
    return lines;
  }
}
