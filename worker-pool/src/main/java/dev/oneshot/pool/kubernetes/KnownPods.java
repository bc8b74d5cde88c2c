package dev.oneshot.pool.kubernetes;

import dev.oneshot.pool.kubernetes.KnownPod.Fate;
import dev.oneshot.pool.kubernetes.KnownPod.Phase;
import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.launch.LiveWorker;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The worker pods of all pools, from what watch, list and own launches say in whatever order: an
 * end is told once, and who has ended does not come back. Makes no calls. Thread-safe.
 */
final class KnownPods {
  /** An old list may still show a pod that is gone, for as long as it took to come. */
  private static final int GONE_REMEMBERED = 10_000;

  /** Called with the lock held, so it must only take note. */
  interface Ends {
    void ended(Pod last, Exit exit);
  }

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Ends ends;
  private final Map<String, KnownPod> pods = new LinkedHashMap<>();
  private final Map<String, Boolean> gone =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > GONE_REMEMBERED;
        }
      };

  KnownPods(InstantSource clock, LongSupplier nanoTime, Ends ends) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.ends = ends;
  }

  synchronized void seen(Pod pod) {
    String id = pod.getMetadata().getUid();
    if (gone.containsKey(id)) {
      return;
    }
    Instant now = clock.instant();
    long nanos = nanoTime.getAsLong();
    KnownPod known = pods.computeIfAbsent(id, any -> new KnownPod(pod, now, nanos));
    known.see(pod, now, nanos);
    if (known.phase() != Phase.LIVE) {
      return;
    }
    if (known.isMarkedRecorded()) {
      known.becomes(Phase.RECORDED);
    } else {
      PodReading.end(pod)
          .or(() ->
              known.isStuck(nanos)
                  ? Optional.of(new Exit.Vanished("deleted, and its node does not answer"))
                  : Optional.empty())
          .ifPresent(exit -> end(known, exit));
    }
  }

  /** As {@link #seen}, for a pod just made, which the watch may have shown in a later state. */
  synchronized void launched(Pod pod) {
    if (!pods.containsKey(pod.getMetadata().getUid())) {
      seen(pod);
    }
  }

  /** It is no longer there. */
  synchronized void gone(Pod last) {
    String id = last.getMetadata().getUid();
    KnownPod known = pods.remove(id);
    boolean isNews = gone.put(id, true) == null;
    if (known != null && known.phase() == Phase.LIVE && isNews) {
      known.see(last, clock.instant(), nanoTime.getAsLong());
      end(known, PodReading.endOfDeleted(last));
    }
  }

  /**
   * Takes a complete list for true.
   *
   * @param before who was known when the list was asked for: those that it lacks are gone
   */
  synchronized void listed(List<Pod> all, Set<String> before) {
    Set<String> there =
        all.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
    List<Pod> missing =
        pods.values().stream()
            .filter(known -> before.contains(known.id()) && !there.contains(known.id()))
            .map(KnownPod::pod)
            .toList();
    missing.forEach(this::gone);
    all.forEach(this::seen);
    pods.values().forEach(known -> known.meets(Fate.OPEN)); // what failed is tried again
  }

  private void end(KnownPod known, Exit exit) {
    known.becomes(Phase.ENDED);
    ends.ended(known.pod(), exit);
  }

  synchronized Set<String> ids() {
    return Set.copyOf(pods.keySet());
  }

  synchronized List<LiveWorker> live(String pool, String digestOfToday) {
    return of(pool, Phase.LIVE).map(known -> known.worker(digestOfToday)).toList();
  }

  /** The name of a live worker's pod. */
  synchronized Optional<String> live(String id) {
    return find(id).filter(known -> known.phase() == Phase.LIVE).map(KnownPod::name);
  }

  /** True from the second call on; false for who is not known. */
  synchronized boolean wasKilled(String id) {
    return find(id).map(KnownPod::wasKilled).orElse(false);
  }

  /** See {@link KnownPod#deadlineSeconds}. */
  synchronized @Nullable Long deadlineSeconds(String id, Duration fromNow) {
    KnownPod known = pods.get(id);
    return known == null ? null : known.deadlineSeconds(fromNow, clock.instant());
  }

  /** Gives the pool whose remains there are to look after. */
  synchronized Optional<String> recorded(String id) {
    Optional<KnownPod> ended = find(id).filter(known -> known.phase() == Phase.ENDED);
    ended.ifPresent(known -> known.becomes(Phase.RECORDED));
    return ended.map(KnownPod::pool);
  }

  /**
   * What is to be done with the remains of a pool's recorded workers.
   *
   * @param toMark to be kept, and not yet marked so
   */
  record Remains(List<String> toDelete, List<String> toMark) {}

  /**
   * @param held how many of those that failed are kept, the newest
   */
  synchronized Remains remains(String pool, int held) {
    List<KnownPod> recorded = of(pool, Phase.RECORDED).toList();
    List<KnownPod> newestFirst =
        recorded.reversed().stream() // a pod's time is in whole seconds
            .filter(KnownPod::isWorthKeeping)
            .sorted(Comparator.comparing(KnownPod::launchedAt).reversed())
            .toList();
    List<KnownPod> kept = newestFirst.stream().limit(held).toList();
    List<KnownPod> rest = recorded.stream().filter(known -> !kept.contains(known)).toList();
    return new Remains(
        due(rest, Fate.DELETED),
        due(kept.stream().filter(known -> !known.isMarkedRecorded()).toList(), Fate.MARKED));
  }

  // each is asked for once, and again after the next list
  private static List<String> due(List<KnownPod> all, Fate fate) {
    List<KnownPod> due = all.stream().filter(known -> known.fate() != fate).toList();
    due.forEach(known -> known.meets(fate));
    return due.stream().map(KnownPod::name).toList();
  }

  /** Those that have workers whose end is not recorded yet. */
  synchronized Set<String> poolsAtWork() {
    return pods.values().stream()
        .filter(known -> known.phase() != Phase.RECORDED)
        .map(KnownPod::pool)
        .collect(Collectors.toSet());
  }

  synchronized Set<String> pools() {
    return pods.values().stream().map(KnownPod::pool).collect(Collectors.toSet());
  }

  private Optional<KnownPod> find(String id) {
    return Optional.ofNullable(pods.get(id));
  }

  private Stream<KnownPod> of(String pool, Phase phase) {
    return pods.values().stream()
        .filter(known -> known.phase() == phase && known.pool().equals(pool));
  }
}
