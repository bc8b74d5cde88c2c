package dev.oneshot.request.submission;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Lease;
import dev.oneshot.job.Origin;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Task;
import dev.oneshot.job.Times;
import dev.oneshot.payload.Payload;
import dev.oneshot.request.functions.Function;
import dev.oneshot.request.messaging.Replica;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Makes the job out of a call and its function's declaration, all clocks in the store server's
 * time.
 */
final class JobFactory {
  private final InstantSource serverTime;
  private final Replica replica;

  JobFactory(InstantSource serverTime, Replica replica) {
    this.serverTime = serverTime;
    this.replica = replica;
  }

  Job job(Call call, JobId id, Payload payload) {
    Task task = task(call);
    Instant now = serverTime.instant();
    return new Job(
        id,
        task,
        new Origin(replica.id(), call.traceparent()),
        JobState.QUEUED,
        null,
        0,
        new Times(now, now.plus(call.queueTimeout()), now.plus(total(call, task)), null, null),
        payload,
        null,
        null,
        null,
        null);
  }

  private static Task task(Call call) {
    Function function = call.function();
    return new Task(
        function.name(),
        function.handler(),
        function.pool(),
        call.runTimeout(),
        retries(call),
        function.maxResultBytes(),
        function.produces(),
        function.retention());
  }

  // whoever waits may call again itself: two layers of retries would multiply side effects unasked
  private static RetryPolicy retries(Call call) {
    Function function = call.function();
    boolean mayRepeat =
        !call.isSynchronous() || function.isIdempotent() || call.idempotencyKey().isPresent();
    return mayRepeat ? function.retryPolicy() : RetryPolicy.AT_MOST_ONCE;
  }

  /** Room for the first wait, for every attempt, and for noticing that one was lost. */
  private static Duration total(Call call, Task task) {
    Duration attempt = call.runTimeout();
    for (int next = 2; next <= task.retry().maxAttempts(); next++) {
      attempt = attempt.plus(call.runTimeout()).plus(Lease.LENGTH).plus(call.queueTimeout());
    }
    return call.queueTimeout().plus(attempt);
  }

  /** Until when a key stands for its job: until the job's record goes, however late it ends. */
  Instant keyExpiry(Call call) {
    return serverTime
        .instant()
        .plus(total(call, task(call)))
        .plus(call.function().retention().record());
  }
}
