package dev.oneshot.pool;

import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.launch.LaunchOutcome;
import dev.oneshot.pool.launch.LiveWorker;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerDeath.Tail;
import dev.oneshot.pool.launch.WorkerLauncher;
import dev.oneshot.pool.launch.WorkerSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Workers that do what the test says; idle ones end when asked, as real ones do. */
final class FakeLauncher implements WorkerLauncher {
  private final String name;
  private final FakeBroker broker;
  private final InstantSource clock;
  private final Map<String, LiveWorker> live = Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<Consumer<WorkerDeath>> listeners = new ArrayList<>();
  private @Nullable String refusal;
  private @Nullable String blindness;
  private boolean areStubborn;
  private final List<String> hanging = new ArrayList<>();
  private boolean hidesLaunches;
  private final List<String> hidden = new ArrayList<>();
  private final AtomicInteger launches = new AtomicInteger();

  final List<String> stopped = new ArrayList<>();
  final List<String> killed = new ArrayList<>();
  final List<String> forgotten = new ArrayList<>();
  final Map<String, Duration> limits = new LinkedHashMap<>();
  final AtomicInteger limitCalls = new AtomicInteger();

  FakeLauncher(String name, FakeBroker broker, InstantSource clock) {
    this.name = name;
    this.broker = broker;
    this.clock = clock;
  }

  void refuses(@Nullable String reason) {
    refusal = reason;
  }

  void isBlind(@Nullable String reason) {
    blindness = reason;
  }

  /** As a watch that lags behind: {@link #workers} shows nothing of what is launched meanwhile. */
  void hidesLaunches(boolean hides) {
    hidden.clear();
    hidesLaunches = hides;
  }

  /** Workers neither end when asked nor when killed, until {@link #dies}. */
  void areStubborn() {
    areStubborn = true;
  }

  /** It no longer consumes and does not end when asked, only when killed. */
  void hangs(String id) {
    hanging.add(id);
    broker.cancels(id);
  }

  List<String> live() {
    return List.copyOf(live.keySet());
  }

  int launches() {
    return launches.get();
  }

  void allBecomeReady() {
    live().stream().filter(id -> !broker.hasConsumed(id)).forEach(broker::consumes);
  }

  void isSeenReady(String id) {
    sees(id, true, false, null);
  }

  void isOutdated(String id) {
    sees(id, false, true, null);
  }

  void isHinderedAndOutdated(String id, String why) {
    sees(id, false, true, why);
  }

  void isHindered(String id, @Nullable String why) {
    sees(id, false, false, why);
  }

  /** Its image is on its way. */
  void isNotRunning(String id) {
    live.computeIfPresent(
        id, (same, was) -> new LiveWorker(id, was.launchedAt(), false, false, false, null));
  }

  private void sees(String id, boolean isReady, boolean isOutdated, @Nullable String hindrance) {
    live.computeIfPresent(
        id,
        (same, was) ->
            new LiveWorker(
                id, was.launchedAt(), isReady, hindrance == null, isOutdated, hindrance));
  }

  void adopts(String id) {
    live.put(id, LiveWorker.launched(id, clock.instant().minusSeconds(3600)));
  }

  void dies(String id, Exit exit) {
    dies(id, exit, "", "");
  }

  void dies(String id, Exit exit, String lastWords, String complaint) {
    live.remove(id);
    broker.cancels(id);
    WorkerDeath death = new WorkerDeath(id, exit, new Tail(lastWords, false), complaint);
    listeners.forEach(listener -> listener.accept(death));
  }

  @Override
  public LaunchOutcome launch(WorkerSpec spec) {
    if (blindness != null) {
      return new LaunchOutcome.Refused(blindness);
    }
    if (refusal != null) {
      return new LaunchOutcome.Refused(refusal);
    }
    String id = name + "-" + launches.incrementAndGet();
    live.put(id, LiveWorker.launched(id, clock.instant()));
    if (hidesLaunches) {
      hidden.add(id);
    }
    return new LaunchOutcome.Launched(id);
  }

  @Override
  public Optional<String> blindness() {
    return Optional.ofNullable(blindness);
  }

  @Override
  public List<LiveWorker> workers(WorkerSpec spec) {
    return blindness != null
        ? List.of()
        : live.values().stream().filter(worker -> !hidden.contains(worker.id())).toList();
  }

  @Override
  public void stop(String workerId) {
    stopped.add(workerId);
    if (!areStubborn && !hanging.contains(workerId) && live.containsKey(workerId)) {
      dies(workerId, new Exit.Exited(0));
    }
  }

  @Override
  public void kill(String workerId) {
    killed.add(workerId);
    if (!areStubborn && live.containsKey(workerId)) {
      dies(workerId, new Exit.Signalled(9));
    }
  }

  @Override
  public void limit(String workerId, Duration fromNow) {
    limits.put(workerId, fromNow);
    limitCalls.incrementAndGet();
  }

  @Override
  public void forget(String workerId) {
    forgotten.add(workerId);
  }

  @Override
  public void onDeath(String pool, Consumer<WorkerDeath> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    live().forEach(this::stop);
  }
}
