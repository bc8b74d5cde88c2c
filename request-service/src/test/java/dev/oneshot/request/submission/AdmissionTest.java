package dev.oneshot.request.submission;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.request.fixture.MemoryJobs;
import dev.oneshot.request.fixture.SettableClock;
import dev.oneshot.request.functions.Limits;
import dev.oneshot.request.limits.QueueRoom;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.recovery.Backlog;
import dev.oneshot.request.waiting.WaitingProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final MemoryJobs jobs = new MemoryJobs(clock);
  private boolean isBlocked;

  private Admission admission(long maxBacklog) {
    return admission(maxBacklog, 100);
  }

  private Admission admission(long maxBacklog, long maxTotalBacklog) {
    jobs.put(aJob().createdAt(clock.instant()).build());
    Backlog backlog =
        new Backlog(jobs, jobs, () -> List.of("default", "other"), new SimpleMeterRegistry());
    backlog.count();
    return new Admission(
        new Broker(),
        new WaitingProperties(
            Duration.ZERO, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), Duration.ZERO),
        backlog,
        new QueueRoom(jobs, maxBacklog),
        new SubmissionProperties(maxBacklog, maxTotalBacklog, Duration.ofSeconds(1)));
  }

  /** Takes everything, unless it is blocked. */
  private final class Broker implements AssignmentPublisher {
    @Override
    public CompletableFuture<Publication> publish(Job job) {
      return CompletableFuture.completedFuture(Publication.CONFIRMED);
    }

    @Override
    public boolean isBlocked() {
      return isBlocked;
    }
  }

  private static void assertRefused(Admission admission, boolean isSynchronous, ProblemCode code) {
    assertThatThrownBy(
            () -> admission.admit(SubmissionTest.call(false, isSynchronous, false), isSynchronous))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  @Test
  void refusesEverything_whileTheBrokerIsBlocked() {
    isBlocked = true;

    assertRefused(admission(10), true, ProblemCode.BROKER_UNAVAILABLE);
    assertRefused(admission(10), false, ProblemCode.BROKER_UNAVAILABLE);
  }

  @Test
  void refusesOnlyThoseWhoWait_whenAsManyWaitAsMay() {
    Admission admission = admission(10);
    Admission.Seat only = admission.admit(SubmissionTest.call(false, true, false), true);

    assertRefused(admission, true, ProblemCode.OVERLOADED);
    admission.admit(SubmissionTest.call(false, false, false), false).close();
    only.close();

    admission.admit(SubmissionTest.call(false, true, false), true).close();
  }

  @Test
  void refusesEverything_whenAsManyAreQueuedForItsPoolAsMayBe() {
    assertRefused(admission(1), true, ProblemCode.OVERLOADED);
    assertRefused(admission(1), false, ProblemCode.OVERLOADED);
  }

  @Test
  void takesCalls_whileAnotherPoolIsFull() {
    jobs.put(aJob().pool("other").createdAt(clock.instant()).build());
    jobs.put(aJob().pool("other").createdAt(clock.instant()).build());

    admission(2).admit(SubmissionTest.call(false, true, false), true).close();
  }

  @Test
  void refusesEverything_whenAsManyAreQueuedInAllAsMayBe() {
    jobs.hold(aJob().pool("other").createdAt(clock.instant()).build(), clock.instant());
    admission(10, 3).admit(SubmissionTest.call(false, true, false), true).close();

    assertRefused(admission(10, 3), false, ProblemCode.OVERLOADED);
  }

  @Test
  void countsHeldJobsForTheirFunctionOnly_notForTheirPool() {
    jobs.hold(aJob().createdAt(clock.instant()).build(), clock.instant());

    Admission admission = admission(2);

    admission.admit(SubmissionTest.call(false, true, false), true).close();
    admission.place(SubmissionTest.call(false, true, false), JobId.random()).close();
    assertThatThrownBy(
            () -> admission.place(SubmissionTest.limitedCall(new Limits(1, null)), JobId.random()))
        .as("two are queued, one of them held; max-backlog bounds what declares no max-queued")
        .isInstanceOf(ProblemException.class);
  }
}
