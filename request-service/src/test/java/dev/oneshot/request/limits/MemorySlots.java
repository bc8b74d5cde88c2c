package dev.oneshot.request.limits;

import dev.oneshot.job.JobId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Slots in memory. Not thread-safe. */
final class MemorySlots implements Slots {
  private final Map<String, Set<JobId>> slots = new TreeMap<>();

  @Override
  public void open(String function) {
    slots.computeIfAbsent(function, any -> new HashSet<>());
  }

  @Override
  public boolean take(String function, JobId job, int most) {
    Set<JobId> holders = slots.get(function);
    return holders != null
        && (holders.contains(job) || (holders.size() < most && holders.add(job)));
  }

  @Override
  public void free(String function, Collection<JobId> jobs) {
    slots.getOrDefault(function, new HashSet<>()).removeAll(jobs);
  }

  @Override
  public int taken(String function) {
    return slots.getOrDefault(function, Set.of()).size();
  }

  @Override
  public Map<String, Set<JobId>> holders() {
    Map<String, Set<JobId>> copy = new TreeMap<>();
    slots.forEach((function, jobs) -> copy.put(function, Set.copyOf(jobs)));
    return copy;
  }
}
