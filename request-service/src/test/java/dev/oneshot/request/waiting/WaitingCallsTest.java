package dev.oneshot.request.waiting;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.message.JobEvent;
import dev.oneshot.request.fixture.MemoryJobs;
import dev.oneshot.request.fixture.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingCallsTest {
  private static final Caller PRESENT = () -> false;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final MemoryJobs jobs = new MemoryJobs(clock);
  private final List<Job> ends = new ArrayList<>();
  private final WaitingCalls calls = new WaitingCalls(jobs, Runnable::run, ends::add);
  private final Job job = jobs.put(aJob().createdAt(clock.instant()).build());

  private Job end() {
    return jobs.timeOutQueued(job).orElseThrow();
  }

  private void hear() {
    calls.heard(new JobEvent(job.id(), 1, JobState.TIMED_OUT));
  }

  @Test
  void answersEveryoneWhoWaits_withTheRecord() {
    WaitingCall one = calls.register(job.id());
    WaitingCall other = calls.register(job.id());
    assertThat(calls.size()).as("one job").isEqualTo(1);
    Job ended = end();

    hear();

    assertThat(one.await(Duration.ZERO, PRESENT)).contains(ended);
    assertThat(other.await(Duration.ZERO, PRESENT)).contains(ended);
    assertThat(calls.size()).isZero();
  }

  @Test
  void believesNoEvent_thatTheRecordDoesNotConfirm() {
    WaitingCall call = calls.register(job.id());

    hear();

    assertThat(call.await(Duration.ZERO, PRESENT)).isEmpty();
    assertThat(calls.size()).isEqualTo(1);
  }

  @Test
  void findsTheEnd_whoseEventGotLost() {
    WaitingCall call = calls.register(job.id());
    Job ended = end();

    calls.poll();

    assertThat(call.await(Duration.ZERO, PRESENT)).contains(ended);
  }

  @Test
  void looksForItself_whenTheSubscriptionIsNew() {
    WaitingCall call = calls.register(job.id());
    end();

    calls.subscribed();

    assertThat(call.await(Duration.ZERO, PRESENT)).isPresent();
  }

  @Test
  void survivesAnEvent_whileTheStoreIsAway() {
    WaitingCall call = calls.register(job.id());
    end();
    jobs.setAway(true);
    hear();
    assertThat(call.await(Duration.ZERO, PRESENT)).isEmpty();

    jobs.setAway(false);
    calls.poll();

    assertThat(call.await(Duration.ZERO, PRESENT)).isPresent();
  }

  @Test
  void letsGoOfEveryone_nowAndLater_whenReleased() {
    WaitingCall before = calls.register(job.id());

    calls.releaseAll();

    WaitingCall after = calls.register(job.id());
    assertThat(before.await(Duration.ofMinutes(1), PRESENT)).isEmpty();
    assertThat(after.await(Duration.ofMinutes(1), PRESENT)).isEmpty();
  }

  /** Crash-point A13: long before its wait is over. */
  @Test
  void letsGoOfCall_whoseCallerHasLeft() {
    WaitingCall call = calls.register(job.id());
    long start = System.nanoTime();

    assertThat(call.await(Duration.ofMinutes(1), () -> true)).isEmpty();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void forgetsCall_thatIsClosed() {
    try (WaitingCall call = calls.register(job.id())) {
      assertThat(call.await(Duration.ZERO, PRESENT)).isEmpty();
    }
    assertThat(calls.size()).isZero();

    end();
    hear();
    assertThat(ends).as("measured all the same").hasSize(1);
  }
}
