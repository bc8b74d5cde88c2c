package dev.oneshot.request.recovery;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.job.Claim;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Lease;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Worker;
import dev.oneshot.request.fixture.MemoryJobs;
import dev.oneshot.request.fixture.SettableClock;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.request.metrics.JobMetrics;
import dev.oneshot.request.waiting.WaitingCalls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The steps of the recovery loop, each by hand on a clock that is moved by hand. */
class RecoveryTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final MemoryJobs jobs = new MemoryJobs(clock);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final JobMetrics metrics = new JobMetrics(meters);
  private final List<Job> told = new ArrayList<>();
  private final EndedJobs ended =
      new EndedJobs(new WaitingCalls(jobs, Runnable::run, metrics::ended), told::add, metrics);
  private final StoreOutages outages = new StoreOutages(clock);
  private final ReclaimLostJobs reclaim = new ReclaimLostJobs(jobs, ended, outages, clock);
  private final TimeOutJobs timeOut = new TimeOutJobs(jobs, ended, outages, clock);

  private Job running(int attempts, Duration runTimeout) {
    Instant now = clock.instant();
    Claim claim =
        new Claim(
            ClaimToken.random(),
            new Worker("default-1", 1, null, "here", null),
            now,
            now.plus(runTimeout),
            false);
    return jobs.put(
        aJob()
            .createdAt(now)
            .runTimeout(runTimeout)
            .retry(new RetryPolicy(attempts, false))
            .attempt(1)
            .claim(claim)
            .build());
  }

  private void rounds(int seconds) {
    for (int second = 0; second < seconds; second++) {
      clock.advance(SECOND);
      reclaim.runOnce();
    }
  }

  private JobState state(Job job) {
    return jobs.get(job).state();
  }

  @Test
  void takesNoJob_forOneLeaseAfterTheStart() {
    Job silent = running(1, Duration.ofHours(1));
    clock.advance(Lease.LENGTH.plus(SECOND));

    reclaim.runOnce();
    rounds((int) Lease.LENGTH.toSeconds() - 1);
    assertThat(state(silent)).isEqualTo(JobState.RUNNING);

    rounds(1);
    assertThat(state(silent)).isEqualTo(JobState.FAILED);
    assertThat(jobs.get(silent).reason()).isEqualTo(Reason.WORKER_LOST);
    assertThat(told).containsExactly(jobs.get(silent));
    assertThat(
            meters.counter("oneshot.jobs.recovered", "function", "echo", "reason", "WORKER_LOST"))
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
  }

  @Test
  void queuesJobAgainAndTellsNobody_whenAttemptsAreLeft() {
    Job silent = running(2, Duration.ofHours(1));

    rounds(17);

    assertThat(state(silent)).isEqualTo(JobState.QUEUED);
    assertThat(told).isEmpty();
  }

  @Test
  void takesNoJob_forOneLeaseAfterAnOutageThatFailed() {
    rounds(20);
    Job job = running(1, Duration.ofHours(1));
    jobs.setAway(true);
    assertThatThrownBy(reclaim::runOnce).isInstanceOf(IllegalStateException.class);
    clock.advance(Duration.ofSeconds(5));
    jobs.setAway(false);

    rounds(15);
    assertThat(state(job)).as("its worker could not renew").isEqualTo(JobState.RUNNING);

    rounds(1);
    assertThat(state(job)).isEqualTo(JobState.FAILED);
  }

  /** A driver waits for a server and then succeeds: nothing failed, and nobody could renew. */
  @Test
  void takesNoJob_forOneLeaseAfterAnOutageThatWasWaitedOut() {
    rounds(20);
    Job job = running(1, Duration.ofHours(1));
    clock.advance(Duration.ofSeconds(25));

    reclaim.runOnce();
    rounds(14);
    assertThat(state(job)).isEqualTo(JobState.RUNNING);

    rounds(1);
    assertThat(state(job)).isEqualTo(JobState.FAILED);
  }

  @Test
  void leavesJobAlone_whoseWorkerRenews() {
    rounds(20);
    Job job = running(1, Duration.ofHours(1));

    for (int i = 0; i < 10; i++) {
      rounds(14);
      jobs.heartbeat(job);
    }
    assertThat(state(job)).isEqualTo(JobState.RUNNING);

    rounds(16);
    assertThat(state(job)).isEqualTo(JobState.FAILED);
  }

  @Test
  void timesOutQueuedJob_atItsQueueDeadline() {
    Job job = jobs.put(aJob().createdAt(clock.instant()).queueTimeout(SECOND).build());
    clock.advance(SECOND);
    timeOut.runOnce();
    assertThat(state(job)).isEqualTo(JobState.QUEUED);

    clock.advance(Duration.ofMillis(1));
    timeOut.runOnce();

    assertThat(state(job)).isEqualTo(JobState.TIMED_OUT);
    assertThat(jobs.get(job).reason()).isEqualTo(Reason.QUEUE_TIMEOUT);
    assertThat(told).containsExactly(jobs.get(job));
  }

  @Test
  void timesOutRunningJob_onceItsWorkerHadItsChance() {
    Job job = running(3, Duration.ofSeconds(30));
    roundsOfASilentFunction(job, 38);
    assertThat(state(job)).isEqualTo(JobState.RUNNING);

    roundsOfASilentFunction(job, 1);

    assertThat(state(job)).as("a deadline is no loss: no retry").isEqualTo(JobState.TIMED_OUT);
    assertThat(jobs.get(job).reason()).isEqualTo(Reason.RUN_TIMEOUT);
  }

  /** Its function had ended in time, and its worker could not say so. */
  @Test
  void timesOutNoRunningJob_beforeItsWorkerHadItsChanceAfterAnOutage() {
    Job job = running(1, Duration.ofSeconds(30));
    roundsOfASilentFunction(job, 20);
    clock.advance(Duration.ofSeconds(60));

    timeOut.runOnce();
    assertThat(state(job))
        .as("in the first round, which may have waited")
        .isEqualTo(JobState.RUNNING);
    reclaim.runOnce();
    roundsOfASilentFunction(job, 7);
    assertThat(state(job)).isEqualTo(JobState.RUNNING);

    roundsOfASilentFunction(job, 1);
    assertThat(state(job)).isEqualTo(JobState.TIMED_OUT);
  }

  private void roundsOfASilentFunction(Job job, int seconds) {
    for (int second = 0; second < seconds; second++) {
      rounds(1);
      jobs.heartbeat(job);
      timeOut.runOnce();
    }
  }

  /** What came to the broker, and what the broker says of its queue. */
  private final class Broker implements AssignmentPublisher {
    final List<Job> published = new ArrayList<>();
    Publication answer = Publication.CONFIRMED;
    String fullPool = "";
    boolean isBlocked;
    OptionalLong ready = OptionalLong.of(0);

    final Backlog backlog = new Backlog(jobs, jobs, () -> List.of("default"), meters);
    final PublishedJobs notes = new PublishedJobs(jobs);
    final RepublishJobs republish =
        new RepublishJobs(jobs, this, notes, pool -> ready, backlog, outages, clock, metrics);

    @Override
    public CompletableFuture<Publication> publish(Job job) {
      published.add(job);
      return CompletableFuture.completedFuture(
          job.task().pool().equals(fullPool) ? Publication.REFUSED : answer);
    }

    @Override
    public boolean isBlocked() {
      return isBlocked;
    }

    List<Job> round() {
      published.clear();
      backlog.count();
      republish.runOnce();
      return List.copyOf(published);
    }

    Job queued() {
      return queued("default");
    }

    Job queued(String pool) {
      Job job = aJob().createdAt(clock.instant()).pool(pool).build();
      jobs.insert(job, clock.instant().plusSeconds(10));
      return job;
    }
  }

  /** Replicas take back what they refused without knowing whether it was stored. */
  @Test
  void publishesNothing_forAWhileAfterAnOutage() {
    Broker broker = new Broker();
    reclaim.runOnce();
    Job job = broker.queued();
    clock.advance(Duration.ofSeconds(11));
    jobs.setAway(true);
    assertThatThrownBy(reclaim::runOnce).isInstanceOf(IllegalStateException.class);
    jobs.setAway(false);
    assertThat(broker.round()).as("before a look that succeeds").isEmpty();

    rounds(5);
    assertThat(broker.round()).isEmpty();

    rounds(1);
    assertThat(broker.round()).containsExactly(job);
  }

  @Test
  void publishesNothing_forAWhileAfterAnOutageThatWasWaitedOut() {
    Broker broker = new Broker();
    reclaim.runOnce();
    Job job = broker.queued();
    clock.advance(Duration.ofSeconds(11));

    reclaim.runOnce();
    rounds(4);
    assertThat(broker.round()).isEmpty();

    rounds(1);
    assertThat(broker.round()).containsExactly(job);
  }

  /** Publishing may be the first to which the store answers again. */
  @Test
  void publishesNothing_whileNobodyHasLookedAtTheStoreForLong() {
    Broker broker = new Broker();
    reclaim.runOnce();
    broker.queued();
    clock.advance(Duration.ofSeconds(11));

    assertThat(broker.round()).isEmpty();
  }

  @Test
  void publishesJob_whosePublicationNobodyConfirmed_once() {
    Broker broker = new Broker();
    Job job = broker.queued();
    assertThat(broker.round()).isEmpty();

    clock.advance(Duration.ofSeconds(10));
    assertThat(broker.round()).containsExactly(job);

    broker.ready = OptionalLong.of(1);
    clock.advance(Duration.ofSeconds(60));
    assertThat(broker.round()).isEmpty();
    assertThat(meters.counter("oneshot.redeliveries", "function", "echo", "reason", "none").count())
        .isEqualTo(1);
  }

  @Test
  void publishesAgain_untilTheBrokerConfirms() {
    Broker broker = new Broker();
    Job job = broker.queued();
    clock.advance(Duration.ofSeconds(10));
    broker.answer = AssignmentPublisher.Publication.UNKNOWN;

    assertThat(broker.round()).containsExactly(job);
    assertThat(broker.round()).containsExactly(job);
    broker.answer = AssignmentPublisher.Publication.CONFIRMED;
    assertThat(broker.round()).containsExactly(job);
    assertThat(broker.round()).isEmpty();
  }

  @Test
  void publishesJobsOfOtherPools_behindHundredsThatAFullQueueDoesNotTake() {
    Broker broker = new Broker();
    for (int i = 0; i < 600; i++) {
      broker.queued("full");
    }
    clock.advance(SECOND);
    Job job = broker.queued();
    clock.advance(Duration.ofSeconds(10));
    broker.fullPool = "full";

    assertThat(broker.round()).contains(job).hasSize(501);
    assertThat(broker.round()).hasSize(500).doesNotContain(job);
  }

  @Test
  void publishesNothing_whileTheBrokerIsBlocked() {
    Broker broker = new Broker();
    broker.queued();
    clock.advance(Duration.ofSeconds(10));
    broker.isBlocked = true;

    assertThat(broker.round()).isEmpty();
  }

  @Test
  void publishesAsManyAsTheQueueLost_theOldestFirst() {
    Broker broker = new Broker();
    List<Job> queued = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Job job = broker.queued();
      queued.add(job);
      broker.notes.add(job);
    }
    broker.ready = OptionalLong.of(5);
    assertThat(broker.round()).isEmpty();

    clock.advance(Duration.ofSeconds(11));
    assertThat(broker.round()).as("none is missing").isEmpty();
    broker.ready = OptionalLong.of(2);
    assertThat(broker.round()).as("they may be with workers that claim them").isEmpty();
    broker.ready = OptionalLong.of(3);
    assertThat(broker.round()).as("two in both rounds").isEqualTo(queued.subList(0, 2));
    broker.ready = OptionalLong.empty();
    clock.advance(Duration.ofSeconds(11));
    assertThat(broker.round()).as("nobody knows").isEmpty();
  }

  @Test
  void leavesJobsAlone_thatWereConfirmedJustNow() {
    Broker broker = new Broker();
    broker.notes.add(broker.queued());
    broker.round();

    clock.advance(Duration.ofSeconds(9));

    assertThat(broker.round()).as("its message is with a worker that claims it").isEmpty();
  }
}
