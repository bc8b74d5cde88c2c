package dev.oneshot.request.waiting;

import dev.oneshot.job.Job;

/** Told of every end that this replica hears of, waited for or not; maybe twice. Must be quick. */
@FunctionalInterface
public interface EndListener {
  /**
   * @param job as it ended
   */
  void ended(Job job);
}
