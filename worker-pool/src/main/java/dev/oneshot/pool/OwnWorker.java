package dev.oneshot.pool;

import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Job;
import dev.oneshot.pool.launch.LiveWorker;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the controller knows of one worker of its launcher. For the controller's thread alone. */
final class OwnWorker {
  enum Phase {
    STARTING,
    READY,
    TAKEN
  }

  private final String id;
  private final Instant since;
  private final boolean isAdopted;
  private Phase phase = Phase.STARTING;
  private Instant lastBusyAt;
  private @Nullable Job claimed;
  private @Nullable Instant cancelSeenAt;
  private @Nullable Sentence sentence;
  private @Nullable ClaimToken limitedFor;
  private @Nullable String hindrance;
  private boolean isHindranceNews;
  private boolean isOutdated;
  private boolean isRunning;

  private OwnWorker(String id, Instant since, boolean isAdopted) {
    this.id = id;
    this.since = since;
    this.isAdopted = isAdopted;
    this.lastBusyAt = since;
  }

  static OwnWorker launched(String id, Instant launchedAt) {
    return new OwnWorker(id, launchedAt, false);
  }

  /** Launched by another controller, an earlier one or one that leads as well. */
  static OwnWorker adopted(String id, Instant seenAt) {
    return new OwnWorker(id, seenAt, true);
  }

  String id() {
    return id;
  }

  /** When it was launched, or first seen where somebody else launched it. */
  Instant since() {
    return since;
  }

  boolean isAdopted() {
    return isAdopted;
  }

  Phase phase() {
    return phase;
  }

  /**
   * Whether it may have told something that nobody heard, so that what was not heard proves
   * nothing.
   *
   * @param subscribedAt since when events are heard without a gap
   */
  boolean mayHaveToldUnheard(Instant subscribedAt) {
    return isAdopted || since.isBefore(subscribedAt);
  }

  /** Consumes, or is on its way to; not because of a job it holds. */
  boolean isUntaken() {
    return phase != Phase.TAKEN;
  }

  /** To be called with every look at the launcher. */
  void isSeen(LiveWorker seen) {
    isOutdated = seen.isOutdated();
    isRunning = seen.isRunning();
    isHindranceNews = hindrance == null && seen.hindrance() != null;
    hindrance = seen.hindrance();
  }

  /** Why it cannot start at present, null where nothing is known to hinder it. */
  @Nullable String hindrance() {
    return hindrance;
  }

  /** Whether nothing was known to hinder it at the look before. */
  boolean isHinderedAnew() {
    return isHindranceNews && sentence == null;
  }

  boolean isRunning() {
    return isRunning;
  }

  boolean isOutdated() {
    return isOutdated;
  }

  void becomesReady() {
    phase = Phase.READY;
  }

  void becomesTaken(Instant now) {
    phase = Phase.TAKEN;
    lastBusyAt = now;
  }

  /** To be called with every look at the claims; null when it holds none. */
  void holds(@Nullable Job job, Instant now) {
    claimed = job;
    if (job == null) {
      cancelSeenAt = null;
      return;
    }
    becomesTaken(now);
    boolean isCancelled = job.claim() != null && job.claim().isCancelRequested();
    if (!isCancelled) {
      cancelSeenAt = null;
    } else if (cancelSeenAt == null) {
      cancelSeenAt = now;
    }
  }

  @Nullable Job claimed() {
    return claimed;
  }

  /** True once for each claim. */
  boolean isToBeLimited(ClaimToken token) {
    boolean isNew = !token.equals(limitedFor);
    limitedFor = token;
    return isNew;
  }

  /** Since its job ended, as far as was seen. */
  Duration idleAfterJob(Instant now) {
    return phase == Phase.TAKEN && claimed == null
        ? Duration.between(lastBusyAt, now)
        : Duration.ZERO;
  }

  /** Since a cancel of its job was first seen. */
  Duration sinceCancel(Instant now) {
    return cancelSeenAt == null ? Duration.ZERO : Duration.between(cancelSeenAt, now);
  }

  @Nullable Sentence sentence() {
    return sentence;
  }

  void sentence(Sentence passed) {
    sentence = passed;
  }
}
