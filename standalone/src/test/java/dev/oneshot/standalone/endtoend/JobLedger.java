package dev.oneshot.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What is seen of some of the probe's jobs while they run: how each ended, and who ran which
 * attempt.
 */
final class JobLedger {
  private static final Set<String> ENDS =
      Set.of("DONE", "FAILED", "TIMED_OUT", "CANCELLED", "REJECTED");

  private record End(String state, String reason, int attempt, String endedAt) {
    static End of(JsonNode job) {
      return new End(
          job.path("state").asString(""),
          job.path("reason").asString(""),
          job.path("attempt").asInt(),
          job.path("endedAt").asString(""));
    }
  }

  private final Client client;
  private final List<String> jobs;
  private final Map<String, End> ends = new LinkedHashMap<>();
  private final Map<String, Set<String>> attemptsOfWorkers = new TreeMap<>();
  private final List<String> changes = new ArrayList<>();

  JobLedger(Client client, List<String> jobs) {
    this.client = client;
    this.jobs = List.copyOf(jobs);
  }

  /** Reads all jobs once; they must be among the latest 200. */
  void look() throws Exception {
    for (JsonNode job : client.jobs("probe")) {
      String id = job.path("id").asString("");
      if (jobs.contains(id)) {
        note(id, job);
      }
    }
  }

  private void note(String id, JsonNode job) {
    String worker = job.path("worker").path("id").asString("");
    if (!worker.isEmpty()) {
      attemptsOfWorkers
          .computeIfAbsent(worker, any -> new HashSet<>())
          .add(id + " attempt " + job.path("attempt").asInt());
    }
    End now = End.of(job);
    End before = ends.get(id);
    if (before != null && !before.equals(now)) {
      changes.add(id + " was " + before + " and became " + now);
    } else if (ENDS.contains(now.state())) {
      ends.put(id, now);
    }
  }

  boolean haveAllEnded() {
    return ends.size() == jobs.size();
  }

  void awaitAllEnded(Duration limit) {
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          look();
          assertThat(ends).hasSameSizeAs(jobs);
        });
  }

  /** Ends that were none. */
  List<String> changesAfterTheEnd() {
    return changes;
  }

  List<Integer> attempts() {
    return ends.values().stream().map(End::attempt).toList();
  }

  Set<String> states() {
    return Set.copyOf(ends.values().stream().map(End::state).toList());
  }

  Set<String> reasons() {
    return Set.copyOf(ends.values().stream().map(End::reason).toList());
  }

  List<String> workersOfSeveralAttempts() {
    return attemptsOfWorkers.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Object::toString)
        .toList();
  }
}
