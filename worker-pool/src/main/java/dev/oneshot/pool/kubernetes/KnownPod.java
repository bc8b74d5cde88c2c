package dev.oneshot.pool.kubernetes;

import dev.oneshot.pool.launch.LiveWorker;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A worker's pod as it was last seen. Guarded by the {@link KnownPods} that holds it. */
final class KnownPod {
  enum Phase {
    LIVE,
    /** Its end is being told, or was. */
    ENDED,
    /** Its end was recorded; only its remains are there. */
    RECORDED
  }

  enum Fate {
    OPEN,
    MARKED,
    DELETED
  }

  /** Beyond a deleted pod's grace; a kubelet that restarts begins anew with it. */
  private static final Duration PATIENCE_WITH_NODE = Duration.ofSeconds(60);

  private final Instant launchedAt;
  private Pod pod;
  private Phase phase = Phase.LIVE;
  private @Nullable Instant startSeenAt;
  private @Nullable Duration grace;
  private long graceSeenNanos;
  private boolean isKilled;
  private Fate fate = Fate.OPEN;

  KnownPod(Pod pod, Instant now, long nanos) {
    String created = pod.getMetadata().getCreationTimestamp();
    this.launchedAt = created == null ? now : Instant.parse(created);
    this.pod = pod;
    see(pod, now, nanos);
  }

  /**
   * @param nanos by a clock that nobody sets
   */
  void see(Pod seen, Instant now, long nanos) {
    pod = seen;
    if (startSeenAt == null && startTime() != null) {
      startSeenAt = now;
    }
    Duration graceNow = PodReading.grace(seen).orElse(null);
    if (!Objects.equals(graceNow, grace)) { // a kill shortens that of a stop, and counts from then
      grace = graceNow;
      graceSeenNanos = nanos;
    }
  }

  /**
   * Whether it is deleted and overdue, as on a node that does not answer. Counted from when that
   * was seen: the time of its deletion is by the API server's clock.
   */
  boolean isStuck(long nanos) {
    Duration given = grace;
    return given != null && nanos - graceSeenNanos > given.plus(PATIENCE_WITH_NODE).toNanos();
  }

  private @Nullable String startTime() {
    return pod.getStatus() == null ? null : pod.getStatus().getStartTime();
  }

  Pod pod() {
    return pod;
  }

  String id() {
    return pod.getMetadata().getUid();
  }

  String name() {
    return pod.getMetadata().getName();
  }

  String pool() {
    return pod.getMetadata().getLabels().getOrDefault(WorkerPod.POOL, "");
  }

  Instant launchedAt() {
    return launchedAt;
  }

  Phase phase() {
    return phase;
  }

  void becomes(Phase next) {
    phase = next;
  }

  boolean isMarkedRecorded() {
    return pod.getMetadata().getAnnotations().containsKey(PodApi.RECORDED);
  }

  /** Whether its remains say more than that it ended in order, and stay until somebody goes. */
  boolean isWorthKeeping() {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && "Failed".equals(pod.getStatus().getPhase());
  }

  /** What was last done about its remains. */
  Fate fate() {
    return fate;
  }

  void meets(Fate next) {
    fate = next;
  }

  /** True from the second call on. */
  boolean wasKilled() {
    boolean was = isKilled;
    isKilled = true;
    return was;
  }

  /**
   * What {@code activeDeadlineSeconds} must be, which counts from the pod's start by its node's
   * clock; where that and this one's differ, rather too long than too short. Empty where a limit as
   * early is set: it cannot be raised.
   */
  @Nullable Long deadlineSeconds(Duration fromNow, Instant now) {
    String start = startTime();
    Duration byTheirClock =
        Duration.between(start == null ? launchedAt : Instant.parse(start), now);
    Duration byOurs = startSeenAt == null ? Duration.ZERO : Duration.between(startSeenAt, now);
    Duration age = byTheirClock.compareTo(byOurs) > 0 ? byTheirClock : byOurs;
    long seconds = Math.max(1, age.plus(fromNow).toSeconds() + 1);
    Long set = pod.getSpec().getActiveDeadlineSeconds();
    return set != null && set <= seconds ? null : seconds;
  }

  LiveWorker worker(String digestOfToday) {
    String digest = pod.getMetadata().getLabels().get(WorkerPod.TEMPLATE);
    return new LiveWorker(
        id(),
        launchedAt,
        false,
        PodReading.isRunning(pod),
        !digestOfToday.equals(digest),
        PodReading.hindrance(pod));
  }
}
