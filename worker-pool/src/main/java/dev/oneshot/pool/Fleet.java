package dev.oneshot.pool;

import dev.oneshot.job.Claim;
import dev.oneshot.job.Job;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.pool.OwnWorker.Phase;
import dev.oneshot.pool.launch.LiveWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one controller, and what can be told about those of others. Events are hints:
 * claims correct a lost {@code TAKEN}; a lost {@code READY} is corrected by the broker's count
 * where no other controller's workers consume too. For the controller's thread alone.
 */
final class Fleet {
  /** How long after the last sign of another controller's workers this one counts as alone. */
  private static final Duration FOREIGN_SIGN_LASTS = Duration.ofMinutes(1);

  private final Map<String, OwnWorker> workers = new LinkedHashMap<>();
  private final Map<String, WorkerEvent> ofStrangers = new HashMap<>();
  private @Nullable Instant foreignSeenAt;
  private @Nullable Instant unaccountedSince;
  private int foreignClaims;
  private int consumers;
  private int consumeUnheard;

  void add(String id, Instant launchedAt) {
    workers.put(id, OwnWorker.launched(id, launchedAt));
  }

  Optional<OwnWorker> find(String id) {
    return Optional.ofNullable(workers.get(id));
  }

  Optional<OwnWorker> remove(String id) {
    return Optional.ofNullable(workers.remove(id));
  }

  /** Gives the worker that became ready by this event for the first time. */
  Optional<OwnWorker> note(WorkerEvent event, Instant at) {
    OwnWorker worker = workers.get(event.worker());
    if (worker == null) {
      ofStrangers.merge(event.worker(), event, Fleet::later); // the launcher may know it soon
      return Optional.empty();
    }
    boolean wasStarting = worker.phase() == Phase.STARTING;
    switch (event.phase()) {
      case READY -> worker.becomesReady();
      case TAKEN -> worker.becomesTaken(at);
    }
    return wasStarting ? Optional.of(worker) : Optional.empty();
  }

  /**
   * Brings what is known in line with what launcher, store and broker say.
   *
   * @return workers that turn out to be ready although no event told so
   */
  List<OwnWorker> sync(
      Collection<LiveWorker> live, List<Job> claims, int seenConsumers, Instant now) {
    consumers = seenConsumers;
    live.forEach(
        seen -> workers.computeIfAbsent(seen.id(), id -> OwnWorker.adopted(id, now)).isSeen(seen));
    List<OwnWorker> ready = new ArrayList<>(noteStrangers(now));
    noteClaims(claims, now);
    if (consumers > untaken()) {
      foreignSeenAt = now;
    }
    List<OwnWorker> unheard = readyUnheard(live, now);
    unheard.forEach(OwnWorker::becomesReady);
    ready.addAll(unheard);
    noteUnaccounted(now);
    consumeUnheard = isAlone(now) ? Math.max(0, consumers - count(Phase.READY)) : 0;
    return ready;
  }

  // another controller of the same launcher launched it, or another launcher altogether
  private List<OwnWorker> noteStrangers(Instant now) {
    List<WorkerEvent> events = List.copyOf(ofStrangers.values());
    ofStrangers.clear();
    if (events.stream().anyMatch(event -> !workers.containsKey(event.worker()))) {
      foreignSeenAt = now;
    }
    return events.stream()
        .filter(event -> workers.containsKey(event.worker()))
        .flatMap(event -> note(event, now).stream())
        .toList();
  }

  private static WorkerEvent later(WorkerEvent one, WorkerEvent other) {
    return one.phase() == WorkerEvent.Phase.TAKEN ? one : other;
  }

  private void noteClaims(List<Job> claims, Instant now) {
    Map<String, Job> byWorker = new HashMap<>();
    claims.forEach(job -> {
      Claim claim = job.claim();
      if (claim != null) {
        byWorker.put(claim.worker().id(), job);
      }
    });
    workers.values().forEach(worker -> worker.holds(byWorker.remove(worker.id()), now));
    foreignClaims = byWorker.size();
    if (foreignClaims > 0) {
      foreignSeenAt = now;
    }
  }

  private List<OwnWorker> readyUnheard(Collection<LiveWorker> live, Instant now) {
    long mayConsume = all().filter(w -> w.isUntaken() && w.hindrance() == null).count();
    boolean allConsume = isAlone(now) && consumers >= mayConsume;
    List<String> readyForLauncher =
        live.stream().filter(LiveWorker::isReady).map(LiveWorker::id).toList();
    return in(Phase.STARTING)
        .filter(worker -> worker.hindrance() == null)
        .filter(worker -> allConsume || readyForLauncher.contains(worker.id()))
        .toList();
  }

  // workers that were ready and now neither consume nor hold a job; who they are cannot be told.
  // Who was told to end need not consume any more
  private void noteUnaccounted(Instant now) {
    boolean isAccounted = !isAlone(now) || consumers >= dispensable().size();
    if (isAccounted) {
      unaccountedSince = null;
    } else if (unaccountedSince == null) {
      unaccountedSince = now;
    }
  }

  /** No sign of another controller's workers of late. */
  boolean isAlone(Instant now) {
    return foreignSeenAt == null
        || Duration.between(foreignSeenAt, now).compareTo(FOREIGN_SIGN_LASTS) > 0;
  }

  /**
   * Lets as many of these as consume without having told become ready, of those that somebody else
   * launched: their READY was told to the controller before. Who of them consumes cannot be told;
   * one that does not is missed from then on. A busy pool shows signs of others all the time, which
   * here would cost only that a dead one is found later.
   */
  void takeForReady(List<OwnWorker> late) {
    late.stream()
        .filter(worker -> worker.isAdopted() && worker.isRunning())
        .limit(Math.max(0, consumers - dispensable().size()))
        .forEach(OwnWorker::becomesReady);
  }

  /** For how long fewer consumers were seen than there should be. */
  Duration unaccountedFor(Instant now) {
    return unaccountedSince == null ? Duration.ZERO : Duration.between(unaccountedSince, now);
  }

  /** One of those that may be meant was told to end: whether it was shows in as long again. */
  void accountAnew() {
    unaccountedSince = null;
  }

  Stream<OwnWorker> all() {
    return workers.values().stream();
  }

  /** Ready, without a job and not told to end; the oldest first. */
  List<OwnWorker> dispensable() {
    return in(Phase.READY)
        .filter(worker -> worker.sentence() == null)
        .sorted(Comparator.comparing(OwnWorker::since))
        .toList();
  }

  /** Without a job and not told to end. */
  Stream<OwnWorker> untold() {
    return all().filter(worker -> worker.isUntaken() && worker.sentence() == null);
  }

  /** Ready and made otherwise than one that would be launched now, those told to end included. */
  int outdatedIdle() {
    return (int) in(Phase.READY).filter(OwnWorker::isOutdated).count();
  }

  /** Made otherwise than one that would be launched now, and hindered from starting. */
  Stream<OwnWorker> hinderedOutdated() {
    return in(Phase.STARTING)
        .filter(worker -> worker.isOutdated() && worker.hindrance() != null)
        .filter(worker -> worker.sentence() == null);
  }

  /** How many idle workers will go on waiting for a job. */
  int staying(boolean isPerController) {
    return idle(isPerController) - (int) in(Phase.READY).filter(w -> w.sentence() != null).count();
  }

  boolean isAnyEnding() {
    return all().anyMatch(worker -> worker.sentence() != null);
  }

  /**
   * Idle workers.
   *
   * @param isPerController whether own ones alone count, as far as they told; otherwise all as the
   *     broker counts them
   */
  int idle(boolean isPerController) {
    return isPerController ? count(Phase.READY) : consumers;
  }

  /** Own workers that hold a job. */
  int busy() {
    return (int) all().filter(worker -> worker.claimed() != null).count();
  }

  /**
   * Own workers on their way to consuming. One that was told to end is not, nor is one that the
   * broker counts already, whose READY nobody heard: who it is cannot be told, only that it is one
   * of them.
   */
  int starting() {
    long untold = in(Phase.STARTING).filter(worker -> worker.sentence() == null).count();
    return (int) Math.max(0, untold - consumeUnheard);
  }

  int live() {
    return workers.size();
  }

  /** Others' workers, as far as their consumers and claims show. */
  int elsewhere(Instant now) {
    int foreignConsumers = isAlone(now) ? 0 : Math.max(0, consumers - count(Phase.READY));
    return foreignConsumers + foreignClaims;
  }

  private int untaken() {
    return (int) all().filter(OwnWorker::isUntaken).count();
  }

  private int count(Phase phase) {
    return (int) in(phase).count();
  }

  private Stream<OwnWorker> in(Phase phase) {
    return all().filter(worker -> worker.phase() == phase);
  }
}
