package dev.oneshot.request.messaging;

import dev.oneshot.message.JobEvent;

/**
 * Hears the ends of jobs that this replica accepted. Called on the listener's thread: must be
 * quick.
 */
public interface JobEvents {
  void heard(JobEvent event);

  /** The subscription is new: events may have been lost before it. */
  void subscribed();
}
