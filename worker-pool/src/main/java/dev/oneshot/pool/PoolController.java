package dev.oneshot.pool;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.pool.Sentence.Why;
import dev.oneshot.pool.launch.LaunchOutcome;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerLauncher;
import dev.oneshot.pool.sizing.Demand;
import dev.oneshot.pool.sizing.LaunchRate;
import dev.oneshot.pool.sizing.PoolPlan;
import dev.oneshot.pool.sizing.SurplusWatch;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one pool at its size. {@link #reconcile} is one idempotent step from what broker, store and
 * launcher say now; events and deaths are only noted and start a step earlier than the next second.
 * Any number of controllers may keep the same pool: each launches and ends its own workers only.
 *
 * <p>{@link #status} may be called from any thread. Closing it leaves the workers alone, they
 * belong to the launcher.
 */
public final class PoolController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PoolController.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /**
   * Of a job that was taken before its worker's successor is started, as long as others wait for
   * jobs: a process that starts takes the processor time that a short job needs.
   */
  private static final Duration HEAD_START = Duration.ofMillis(30);

  private final WorkerLauncher launcher;
  private final QueueObserver observer;
  private final RecoveryStore jobs;
  private final PoolClock clock;
  private final PoolMetrics metrics;
  private final Queue<Happening> happenings = new ConcurrentLinkedQueue<>();
  private final Fleet fleet = new Fleet();
  private final Backstops backstops;
  private final DeathReports reports;
  private final StartFailures failures;
  private final SurplusWatch surplus = new SurplusWatch(RandomGenerator.getDefault());
  private final ReconcileLoop loop;
  private LaunchRate rate;
  private volatile PoolStatus status;
  private volatile PoolSettings settings;
  private volatile boolean isRetired;
  private volatile boolean isLeaving;
  private volatile boolean isClosed;
  private boolean hasSeen;

  /**
   * Subscribes to events and deaths; does nothing by itself before {@link #start}.
   *
   * @param observer closed with this controller
   * @param jobs whose driver gives up within seconds while the store is away
   */
  public PoolController(
      PoolSettings settings,
      WorkerLauncher launcher,
      QueueObserver observer,
      RecoveryStore jobs,
      JobAnnouncer announcer,
      PoolClock clock,
      MeterRegistry meters) {
    Instant now = clock.local().instant();
    this.settings = settings;
    this.launcher = launcher;
    this.observer = observer;
    this.jobs = jobs;
    this.clock = clock;
    this.backstops = new Backstops(this::settings, launcher, jobs);
    this.reports = new DeathReports(this::settings, launcher, jobs, announcer);
    this.rate = new LaunchRate(settings.launchesPerSecond(), now);
    this.status = statusOf(0, new PoolCondition.Blind("not looked yet"));
    this.metrics = new PoolMetrics(meters, settings.name(), this::status);
    this.failures = new StartFailures(this::settings, metrics, now);
    this.loop = new ReconcileLoop("pool-" + settings.name(), this::reconcileOrCount, INTERVAL);
    observer.listen(event -> happened(new Happening.Told(event, clock.local().instant())));
    launcher.onDeath(
        settings.name(), death -> happened(new Happening.Died(death, clock.local().instant())));
  }

  /** Reconciles from now on, every second and whenever something happened. */
  public void start() {
    loop.start();
  }

  /** The pool at its last step, less the workers that were taken since. */
  public PoolStatus status() {
    return status.less((int) happenings.stream().filter(Happening::isTake).count());
  }

  public PoolSettings settings() {
    return settings;
  }

  /** Goes on by other settings, with the workers that there are. */
  synchronized void keep(PoolSettings newSettings) {
    if (newSettings.equals(settings) && !isLeaving) {
      return;
    }
    if (!newSettings.name().equals(settings.name())) {
      throw new IllegalArgumentException("pool " + settings.name() + " cannot change its name");
    }
    if (newSettings.launchesPerSecond() != settings.launchesPerSecond()) {
      rate = new LaunchRate(newSettings.launchesPerSecond(), clock.local().instant());
    }
    settings = newSettings;
    isLeaving = false;
    isRetired = false;
    metrics.show();
    LOG.atInfo().addKeyValue("pool", settings.name()).log("pool {} changed", settings.name());
    loop.wake();
  }

  /**
   * Asks the workers to end, the busy ones after their job, and launches no others. To be called
   * now and then.
   *
   * @return whether none are left and all deaths are recorded
   */
  synchronized boolean leave() {
    if (!isLeaving) {
      isLeaving = true;
      isRetired = true;
      metrics.hide();
      LOG.atInfo().addKeyValue("pool", settings.name()).log("pool {} is given up", settings.name());
      loop.wake();
      return false;
    }
    return hasSeen && happenings.isEmpty() && fleet.live() == 0 && reports.pending() == 0;
  }

  /** Launches nothing more and takes no offence at workers that end; deaths are still reported. */
  void retire() {
    isRetired = true;
  }

  /** Ends the loop after a last report of deaths; claims that it could not report end by lease. */
  @Override
  public void close() {
    loop.close();
    isClosed = true;
    metrics.hide();
    synchronized (this) {
      noteHappenings();
      reports.report();
    }
    observer.close();
  }

  /**
   * One step. What it cannot do now it leaves to the next.
   *
   * @throws RuntimeException of a launcher or store that broke on the way; the next step goes on
   */
  public synchronized void reconcile() {
    noteHappenings();
    reports.report();
    Instant now = clock.local().instant();
    switch (look()) {
      case PoolView.Blind(var reason) -> show(status.busy(), new PoolCondition.Blind(reason));
      case PoolView.Seen view -> act(view, now);
    }
  }

  private PoolView look() {
    return launcher
        .blindness()
        .<PoolView>map(reason -> new PoolView.Blind("workers: " + reason))
        .orElseGet(() -> PoolView.take(settings.name(), observer, jobs, clock));
  }

  private void act(PoolView.Seen view, Instant now) {
    failures.noteSubscription(view.subscription(), now);
    fleet
        .sync(launcher.workers(settings.worker()), view.claims(), view.consumers(), now)
        .forEach(worker -> becameReady(worker, now, "by the broker's count"));
    fleet.all().filter(OwnWorker::isHinderedAnew).forEach(worker -> failures.hindered(worker, now));
    backstops
        .enforce(fleet, now, view.storeTime())
        .forEach(worker -> failures.tooLate(worker, now));
    Demand demand = demand(view.queued(), now);
    PoolPlan plan = PoolPlan.of(demand, allowance(demand.starting(), now));
    launch(plan.launches(), now);
    replaceOutdated(demand, now);
    trim(surplus.due(plan.surplus(), now), now);
    if (isLeaving) {
      giveUp(fleet.untold(), Why.SURPLUS, now);
    }
    hasSeen = true;
    show(
        settings.isPerController() ? fleet.busy() : view.claims().size(),
        condition(demand(view.queued(), now)));
  }

  private Demand demand(long queued, Instant now) {
    return new Demand(
        settings.min(),
        settings.max(),
        queued,
        Math.max(0, idle() - fleet.outdatedIdle()),
        fleet.starting(),
        fleet.live(),
        settings.isPerController() ? 0 : fleet.elsewhere(now));
  }

  private int idle() {
    return fleet.idle(settings.isPerController());
  }

  private int allowance(int starting, Instant now) {
    if (isRetired) {
      return 0;
    }
    int byRate = Math.min(rate.available(now), settings.maxStarting() - starting);
    return Math.min(byRate, failures.allowance(starting, now));
  }

  private void launch(int number, Instant now) {
    for (int i = 0; i < number; i++) {
      switch (launcher.launch(settings.worker())) {
        case LaunchOutcome.Launched(var id) -> launched(id, now);
        case LaunchOutcome.Refused(var reason) -> {
          failures.refused(reason, now);
          return;
        }
        case LaunchOutcome.Closed() -> {
          return;
        }
      }
    }
  }

  private void launched(String id, Instant now) {
    Failpoint.reach(Failpoint.C1_LAUNCHED);
    rate.take(1);
    fleet.add(id, now);
    metrics.launched();
    WorkerLog.changed(LOG.atDebug(), settings.name(), id).log("worker {} launched", id);
  }

  private void trim(int number, Instant now) {
    giveUp(
        fleet.dispensable().stream().filter(w -> !w.isOutdated()).limit(number), Why.SURPLUS, now);
  }

  private void giveUp(Stream<OwnWorker> workers, Why why, Instant now) {
    workers.toList().forEach(worker -> backstops.giveUp(worker, why, now));
  }

  /**
   * Idle outdated workers go as new ones become idle, and those that cannot start at once. Where
   * the maximum leaves no room for a new one, they go one by one.
   */
  private void replaceOutdated(Demand demand, Instant now) {
    giveUp(fleet.hinderedOutdated(), Why.OUTDATED, now);
    long spare = fleet.staying(settings.isPerController()) - demand.wanted();
    boolean isStuck =
        demand.missing() > 0
            && demand.room() == 0
            && demand.starting() == 0
            && !fleet.isAnyEnding()
            && !failures.isHolding();
    Stream<OwnWorker> outdated = fleet.dispensable().stream().filter(OwnWorker::isOutdated);
    giveUp(outdated.limit(Math.max(spare, isStuck ? 1 : 0)), Why.OUTDATED, now);
  }

  private PoolCondition condition(Demand demand) {
    if (isLeaving) {
      return new PoolCondition.Leaving();
    }
    Optional<PoolCondition> trouble = failures.condition();
    if (trouble.isPresent() && demand.idle() < demand.wanted()) {
      return trouble.get();
    }
    if (idle() > 0 || demand.wanted() == 0) {
      return new PoolCondition.Healthy();
    }
    return demand.starting() == 0 && demand.room() == 0
        ? new PoolCondition.AtMaximum()
        : new PoolCondition.Starting();
  }

  private void show(int busy, PoolCondition condition) {
    if (!condition.saysTheSameAs(status.condition())) {
      WorkerLog.condition(LOG, settings.name(), status.condition(), condition);
    }
    status = statusOf(busy, condition);
  }

  private PoolStatus statusOf(int busy, PoolCondition condition) {
    return new PoolStatus(
        settings.name(), settings.min(), settings.max(), idle(), fleet.starting(), busy, condition);
  }

  // ---- what happened

  private void happened(Happening happening) {
    if (isClosed) {
      return; // a launcher may live on with the pool's next controller
    }
    happenings.add(happening);
    if (happening.isTake() && status().idle() > 0) {
      loop.wakeWithin(HEAD_START);
    } else {
      loop.wake();
    }
  }

  private void noteHappenings() {
    for (Happening next = happenings.poll(); next != null; next = happenings.poll()) {
      switch (next) {
        case Happening.Told(var event, var at) ->
            fleet.note(event, at).ifPresent(worker -> becameReady(worker, at, "as it tells"));
        case Happening.Died(var death, var at) -> died(death, at);
      }
    }
  }

  private void becameReady(OwnWorker worker, Instant at, String how) {
    failures.becameReady();
    metrics.ready(Duration.between(worker.since(), at));
    WorkerLog.changed(LOG.atDebug(), settings.name(), worker.id())
        .log("worker {} is ready, {}", worker.id(), how);
  }

  private void died(WorkerDeath death, Instant at) {
    metrics.died(death.exit());
    WorkerLog.died(LOG, settings.name(), death);
    OwnWorker worker = fleet.remove(death.workerId()).orElse(null);
    reports.add(death, worker == null ? null : worker.sentence());
    if (!isRetired && worker != null && worker.sentence() == null && worker.isUntaken()) {
      failures.diedUnused(worker, death, at);
    }
  }

  private void reconcileOrCount() {
    try {
      reconcile();
    } catch (RuntimeException e) {
      // the edge of the loop: whatever broke, the next second tries again
      metrics.reconcileFailed();
      LOG.atWarn().addKeyValue("pool", settings.name()).setCause(e).log("a pool step failed");
    }
  }
}
