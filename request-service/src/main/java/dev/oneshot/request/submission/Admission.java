package dev.oneshot.request.submission;

import dev.oneshot.job.JobId;
import dev.oneshot.request.limits.QueueRoom;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.recovery.Backlog;
import dev.oneshot.request.waiting.WaitingProperties;
import java.util.concurrent.Semaphore;

/** Refuses calls while they are still cheap: before their body is read and a job exists. */
final class Admission {
  private final AssignmentPublisher assignments;
  private final Semaphore seats;
  private final Backlog backlog;
  private final long maxBacklog;
  private final long maxTotalBacklog;
  private final QueueRoom room;

  Admission(
      AssignmentPublisher assignments,
      WaitingProperties waitingProperties,
      Backlog backlog,
      QueueRoom room,
      SubmissionProperties properties) {
    this.assignments = assignments;
    this.seats = new Semaphore(waitingProperties.maxCalls());
    this.backlog = backlog;
    this.maxBacklog = properties.maxBacklog();
    this.maxTotalBacklog = properties.maxTotalBacklog();
    this.room = room;
  }

  /** A caller's place to wait in; to be left once he is answered. */
  interface Seat extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Gives a call that waits a seat, one that does not a seat that costs nothing.
   *
   * @throws ProblemException 503 unless there is room for this call
   */
  Seat admit(Call call, boolean waits) {
    check(call);
    if (!waits) {
      return () -> {};
    }
    if (!seats.tryAcquire()) {
      throw new ProblemException(
          ProblemCode.OVERLOADED,
          "As many calls wait on this replica as may; try again, or send Prefer: respond-async.");
    }
    return seats::release;
  }

  private void check(Call call) {
    if (assignments.isBlocked()) {
      throw new ProblemException(
          ProblemCode.BROKER_UNAVAILABLE, "The broker takes no jobs now; try again later.");
    }
    if (backlog.of(call.function().pool()) >= maxBacklog) {
      throw new ProblemException(
          ProblemCode.OVERLOADED,
          "As many jobs are queued for this function's pool as may be; try again later.");
    }
    if (backlog.total() >= maxTotalBacklog) {
      throw new ProblemException(
          ProblemCode.OVERLOADED, "As many jobs are queued as may be; try again later.");
    }
  }

  /**
   * Room for a new job in its function's queue, to be given back once the job is stored. Not for a
   * call that joins a job which is there already.
   *
   * @throws ProblemException 429 when there is none
   */
  QueueRoom.Place place(Call call, JobId job) {
    return room.take(call.function(), job);
  }
}
