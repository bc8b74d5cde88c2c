package dev.oneshot.worker;

import dev.oneshot.job.Job;
import dev.oneshot.message.WorkerEvent.Phase;
import dev.oneshot.worker.assignment.Assignments;
import dev.oneshot.worker.broker.Delivery;
import dev.oneshot.worker.reporting.Events;
import java.io.IOException;

/**
 * That a job was taken: its message is settled and the controller told, which knows before the
 * caller, or it would take the pool for fuller than it is. Each is done once, for one thread. What
 * is sent fits into what a socket takes without its peer, so a broker that hangs does not hold up
 * the job.
 */
final class Taking {
  private final Job job;
  private final Delivery delivery;
  private final Assignments assignments;
  private final Events events;
  private final StateLog log;
  private boolean isSettled;
  private boolean isTold;
  private boolean isLogged;

  Taking(Job job, Delivery delivery, Assignments assignments, Events events, StateLog log) {
    this.job = job;
    this.delivery = delivery;
    this.assignments = assignments;
    this.events = events;
    this.log = log;
  }

  /** While the function runs. */
  void goesOn() {
    try {
      tell();
      log();
    } catch (OutOfMemoryError e) {
      // the function has eaten the heap, and may come to its senses; nothing depends on this
    }
  }

  void tell() {
    if (!isSettled) {
      isSettled = true; // settled twice, a message costs the channel
      assignments.acknowledge(delivery);
    }
    if (!isTold) {
      isTold = true;
      try {
        events.tell(Phase.TAKEN);
      } catch (IOException e) {
        // the controller counts consumers anyway
      }
    }
  }

  void log() {
    if (!isLogged) {
      isLogged = true;
      log.info("taken", job);
    }
  }
}
