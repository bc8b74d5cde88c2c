package dev.oneshot.request.limits;

import dev.oneshot.job.JobId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Which jobs of a function have one of its {@code max-running} slots. A job has its slot from
 * before workers may take it until after its end, its further attempts included. Every change is
 * one compare-and-set, so however many replicas ask at once, no more slots are given than there
 * are.
 */
public interface Slots {
  /** Makes the function known to {@link #holders}; to be called before one of its jobs is held. */
  void open(String function);

  /**
   * Gives the job a slot, unless all are taken. True also for a job that has one already.
   *
   * @param most how many slots the function has
   */
  boolean take(String function, JobId job, int most);

  /** Takes the slots of these jobs back; those that have none are left alone. */
  void free(String function, Collection<JobId> jobs);

  /** How many slots the function's jobs have. */
  int taken(String function);

  /** By function; those that were opened and have none are there with an empty set. */
  Map<String, Set<JobId>> holders();
}
