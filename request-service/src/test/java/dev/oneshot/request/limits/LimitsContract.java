package dev.oneshot.request.limits;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.request.functions.FunctionRegistry;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.request.recovery.PublishedJobs;
import dev.oneshot.request.recovery.StoreOutages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;

/** What the limits ask of their stores, and what they make of them. */
public abstract class LimitsContract {
  protected static final String ECHO = "echo"; // what the builder's jobs run

  /** What came to the broker. */
  protected final Broker broker = new Broker();

  private int made;

  protected abstract HeldJobs held();

  protected abstract Slots slots();

  protected abstract JobStore jobs();

  protected abstract RecoveryStore recovery();

  protected abstract InstantSource clock();

  /** Takes everything, unless it is blocked. */
  protected static final class Broker implements AssignmentPublisher {
    public final Queue<JobId> published = new ConcurrentLinkedQueue<>();
    public volatile boolean isBlocked;

    @Override
    public CompletableFuture<Publication> publish(Job job) {
      published.add(job.id());
      return CompletableFuture.completedFuture(Publication.CONFIRMED);
    }

    @Override
    public boolean isBlocked() {
      return isBlocked;
    }
  }

  /** One replica's part of it. */
  protected record Replica(Turnstile turnstile, FreeSlots freeSlots) {}

  protected static FunctionRegistry functions(String limits) {
    String yaml = "functions: {echo: {handler: a.B" + limits + "}}";
    return new FunctionRegistry(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  protected Replica replica(String limits) {
    return replica(limits, Duration.ofSeconds(10));
  }

  /**
   * @param patience after which any replica releases what it does not know to be accepted
   */
  private Replica replica(String limits, Duration patience) {
    return replica(limits, patience, new StoreOutages(clock()));
  }

  private Replica replica(String limits, Duration patience, StoreOutages outages) {
    FunctionRegistry functions = functions(limits);
    ReleaseJobs release =
        new ReleaseJobs(held(), broker, new PublishedJobs(jobs()), outages, clock(), patience);
    Turnstile turnstile = new Turnstile(held(), slots(), release, functions, Runnable::run);
    return new Replica(
        turnstile, new FreeSlots(held(), slots(), turnstile, functions, new SimpleMeterRegistry()));
  }

  /** Each a millisecond younger than the one before. */
  protected Job job() {
    return aJob()
        .createdAt(clock().instant().truncatedTo(ChronoUnit.MILLIS).plusMillis(made++))
        .build();
  }

  private Job heldJob() {
    Job job = job();
    assertThat(held().hold(job, clock().instant())).isTrue();
    return job;
  }

  private List<JobId> submit(Replica replica, int number) {
    List<JobId> ids = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Job job = job();
      assertThat(replica.turnstile().hold(job)).isTrue();
      replica.turnstile().stored(job);
      ids.add(job.id());
    }
    return ids;
  }

  private Job end(JobId id) {
    jobs().cancel(id);
    return jobs().find(id).orElseThrow();
  }

  @Test
  void givesNoMoreSlotsThanThereAre_andAgainWhatIsFreed() {
    slots().open(ECHO);
    JobId one = JobId.random();
    JobId two = JobId.random();

    assertThat(slots().take(ECHO, one, 1)).isTrue();
    assertThat(slots().take(ECHO, one, 1)).as("has it already").isTrue();
    assertThat(slots().take(ECHO, two, 1)).isFalse();
    assertThat(slots().taken(ECHO)).isEqualTo(1);

    slots().free(ECHO, List.of(one, two));

    assertThat(slots().take(ECHO, two, 1)).isTrue();
    assertThat(slots().holders())
        .hasEntrySatisfying(ECHO, ids -> assertThat(ids).containsOnly(two));
  }

  @Test
  void givesNoSlot_whileMoreAreTakenThanThereAreNow() {
    slots().open(ECHO);
    List<JobId> ids = List.of(JobId.random(), JobId.random(), JobId.random());
    ids.forEach(id -> slots().take(ECHO, id, 3));

    slots().free(ECHO, ids.subList(0, 1));
    assertThat(slots().take(ECHO, ids.getFirst(), 2)).isFalse();

    slots().free(ECHO, ids.subList(1, 2));
    assertThat(slots().take(ECHO, ids.getFirst(), 2)).isTrue();
  }

  @Test
  void knowsFunctionsThatWereOpened_howeverOften() {
    slots().open(ECHO);
    slots().take(ECHO, JobId.random(), 1);
    slots().open(ECHO);
    slots().open("other");

    assertThat(slots().taken(ECHO)).isEqualTo(1);
    assertThat(slots().holders()).containsOnlyKeys(ECHO, "other");
    assertThat(slots().taken("unknown")).isZero();
    assertThat(slots().take("unknown", JobId.random(), 1)).isFalse();
  }

  @Test
  void hidesHeldJobsFromWorkersAndFromRecovery() {
    Job job = heldJob();
    Instant later = clock().instant().plusSeconds(3600);

    assertThat(held().hold(job, clock().instant())).as("a second time").isFalse();
    assertThat(recovery().dueForPublishing(later, Set.of(), 10)).isEmpty();
    assertThat(recovery().publishedBefore(later, "default", 10)).isEmpty();
    assertThat(recovery().countQueued("default")).isZero();
    assertThat(held().countQueuedOf(ECHO, List.of())).isEqualTo(1);
    assertThat(held().countQueuedOf(ECHO, List.of(job.id(), JobId.random()))).isZero();
    assertThat(held().count(ECHO)).isEqualTo(1);
    assertThat(held().count()).isEqualTo(1);
    assertThat(held().count("other")).isZero();
    assertThat(recovery().queuedPastDeadline(later, 10)).hasSize(1);
  }

  @Test
  void releasesAJobOnce() {
    Job job = heldJob();
    Instant due = clock().instant().plusSeconds(10);

    assertThat(held().release(job.id(), due)).isPresent();
    assertThat(held().release(job.id(), due)).isEmpty();

    assertThat(recovery().countQueued("default")).isEqualTo(1);
    assertThat(held().countQueuedOf(ECHO, List.of())).isEqualTo(1);
    assertThat(held().count()).isZero();
    assertThat(recovery().dueForPublishing(due, Set.of(), 10))
        .extracting(Job::id)
        .containsOnly(job.id());
  }

  @Test
  void forgetsAHeldJob_whenItEnds() {
    Job job = heldJob();

    end(job.id());

    assertThat(held().release(job.id(), clock().instant())).isEmpty();
    assertThat(held().oldest(ECHO, clock().instant(), 10)).isEmpty();
    assertThat(held().among(List.of(job.id()))).isEmpty();
    assertThat(held().unended(List.of(job.id(), JobId.random()))).isEmpty();
    assertThat(held().count()).isZero();
    assertThat(recovery().countQueued("default")).isZero();
  }

  @Test
  void findsHeldJobs_theOldestFirst() {
    Job first = heldJob();
    Job second = heldJob();
    Job third = heldJob();
    held().release(first.id(), clock().instant());

    assertThat(held().oldest(ECHO, clock().instant(), 10))
        .extracting(Job::id)
        .containsExactly(second.id(), third.id());
    assertThat(held().oldest(ECHO, clock().instant(), 1))
        .extracting(Job::id)
        .containsExactly(second.id());
    assertThat(held().among(List.of(first.id(), third.id())))
        .extracting(Job::id)
        .containsExactly(third.id());
    assertThat(held().unended(List.of(first.id(), second.id())))
        .containsOnly(first.id(), second.id());
  }

  @Test
  void letsInAsManyAsMayRun_andTheNextWhenOneEnds() {
    Replica replica = replica(", max-running: 2");
    List<JobId> ids = submit(replica, 5);
    assertThat(broker.published).containsExactlyElementsOf(ids.subList(0, 2));

    replica.turnstile().ended(end(ids.getFirst()));
    assertThat(broker.published).containsExactlyElementsOf(ids.subList(0, 3));
    replica.turnstile().ended(end(ids.getFirst()));
    assertThat(broker.published).as("the same end, heard twice").hasSize(3);

    end(ids.get(3));
    replica.turnstile().ended(end(ids.get(1)));
    assertThat(broker.published)
        .as("one was cancelled while it waited")
        .containsExactly(ids.get(0), ids.get(1), ids.get(2), ids.get(4));
    assertThat(slots().taken(ECHO)).isEqualTo(2);
  }

  @Test
  void takesSlotsBack_ofEndsThatNobodyHeardOf() {
    Replica dead = replica(", max-running: 1");
    List<JobId> ids = submit(dead, 2);
    end(ids.getFirst());

    replica(", max-running: 1").freeSlots().runOnce();

    assertThat(broker.published).containsExactlyElementsOf(ids);
  }

  @Test
  void goesOn_whereAReplicaDiedBeforeItTookASlot() {
    replica(", max-running: 1", Duration.ZERO).turnstile().hold(job());

    replica(", max-running: 1").freeSlots().runOnce();

    assertThat(broker.published).hasSize(1);
  }

  /** Its caller may be told that it was not stored, and nothing of that kind may run. */
  @Test
  void leavesAJobAlone_thatWasOnlyJustStored() {
    Replica replica = replica(", max-running: 1");
    Job job = job();
    replica.turnstile().hold(job);

    replica(", max-running: 1").freeSlots().runOnce();
    assertThat(broker.published).isEmpty();
    assertThat(held().count(ECHO)).isEqualTo(1);

    replica.turnstile().stored(job);
    assertThat(broker.published).containsExactly(job.id());
  }

  @Test
  void goesOn_whereAReplicaDiedBetweenTakingASlotAndPublishing() {
    Replica replica = replica(", max-running: 1");
    Job job = job();
    replica.turnstile().hold(job);
    held().ready(job.id());
    slots().take(ECHO, job.id(), 1);
    replica.turnstile().turn(ECHO);
    assertThat(broker.published).as("all slots are taken").isEmpty();

    replica.freeSlots().runOnce();
    replica.freeSlots().runOnce();

    assertThat(broker.published).containsExactly(job.id());
    assertThat(slots().taken(ECHO)).isEqualTo(1);
  }

  @Test
  void leavesNoSlotWithAJob_thatEndedWhileItWasLetIn() {
    Replica replica = replica(", max-running: 1");
    Job job = job();
    replica.turnstile().hold(job);
    slots().take(ECHO, job.id(), 1);
    end(job.id());

    replica.turnstile().enter(job);

    assertThat(broker.published).isEmpty();
    assertThat(slots().taken(ECHO)).isZero();
  }

  @Test
  void releasesNothing_whileTheBrokerTakesNothing() {
    Replica replica = replica(", max-running: 1");
    broker.isBlocked = true;
    List<JobId> ids = submit(replica, 1);
    assertThat(broker.published).isEmpty();
    assertThat(slots().taken(ECHO)).isZero();

    broker.isBlocked = false;
    replica.freeSlots().runOnce();

    assertThat(broker.published).containsExactlyElementsOf(ids);
  }

  @Test
  void releasesNothing_thatARefusalMayStillTakeBack() {
    StoreOutages outages = new StoreOutages(clock());
    outages.lookFailed();
    List<JobId> ids = submit(replica(", max-running: 1", Duration.ZERO, outages), 1);
    assertThat(broker.published).isEmpty();
    assertThat(slots().taken(ECHO)).isZero();

    replica(", max-running: 1").freeSlots().runOnce();

    assertThat(broker.published).containsExactlyElementsOf(ids);
  }

  @Test
  void letsEverybodyIn_whenTheLimitIsGone() {
    List<JobId> ids = submit(replica(", max-running: 1"), 4);

    replica("").freeSlots().runOnce();

    assertThat(broker.published).containsExactlyElementsOf(ids);
  }

  @Test
  void letsNobodyMoreIn_whenTheLimitIsLowered() {
    List<JobId> ids = submit(replica(", max-running: 3"), 5);
    Replica now = replica(", max-running: 2");

    now.turnstile().ended(end(ids.getFirst()));
    assertThat(broker.published).hasSize(3);
    now.turnstile().ended(end(ids.get(1)));

    assertThat(broker.published).containsExactlyElementsOf(ids.subList(0, 4));
  }
}
