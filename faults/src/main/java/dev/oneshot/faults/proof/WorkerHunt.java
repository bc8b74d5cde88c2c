package dev.oneshot.faults.proof;

import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Follows the ledger and does something to the processes of executions that start from now on: to
 * one in so many, a random moment later, until it has had enough of them.
 */
public final class WorkerHunt implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  /** What is done. */
  @FunctionalInterface
  public interface Shot {
    void at(Execution victim) throws Exception;
  }

  /**
   * Whom it is done to.
   *
   * @param number after which it ends
   * @param oneIn every how many-th execution
   * @param mostAttempt executions of later attempts are let alone
   * @param leastDelay after the start
   * @param mostDelay after the start
   */
  public record Plan(
      int number, int oneIn, int mostAttempt, Duration leastDelay, Duration mostDelay) {}

  /** One hit. */
  public record Hit(Execution victim, Instant at) {}

  private final Ledger.Reader reader;
  private final Records records;
  private final Tally tally;
  private final Plan plan;
  private final Shot shot;
  private final List<Hit> hits = new ArrayList<>();
  private final AtomicInteger chosen = new AtomicInteger();
  private final ScheduledExecutorService hunter = Executors.newScheduledThreadPool(2);
  private int seen;

  private WorkerHunt(Trial trial, Plan plan, Shot shot) {
    this.reader = trial.ledger().reader();
    this.records = trial.records();
    this.tally = trial.tally();
    this.plan = plan;
    this.shot = shot;
  }

  /** Notes each hit as injected, and how long its job then stayed the victim's. */
  public static WorkerHunt start(Trial trial, Plan plan, Shot shot) {
    WorkerHunt hunt = new WorkerHunt(trial, plan, shot);
    hunt.reader.next(); // those of before are gone
    var _ =
        hunt.hunter.scheduleWithFixedDelay(
            hunt::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    return hunt;
  }

  private void look() {
    for (Execution line : reader.next()) {
      if (line.kind() == Execution.Kind.START
          && line.attempt() <= plan.mostAttempt()
          && seen++ % plan.oneIn() == 0
          && chosen.getAndIncrement() < plan.number()) {
        long delay =
            ThreadLocalRandom.current()
                .nextLong(plan.leastDelay().toMillis(), plan.mostDelay().toMillis() + 1);
        var _ = hunter.schedule(() -> shoot(line), delay, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void shoot(Execution victim) {
    try {
      Hit hit = new Hit(victim, Instant.now());
      shot.at(victim);
      synchronized (hits) {
        hits.add(hit);
      }
      tally.injected(1);
      Thread.ofVirtual().start(() -> awaitFree(hit));
    } catch (Exception e) {
      throw new IllegalStateException("no hit", e);
    }
  }

  public List<Hit> hits() {
    synchronized (hits) {
      return List.copyOf(hits);
    }
  }

  // until then nobody else can have it; how long it queues after that is the load's business
  private void awaitFree(Hit hit) {
    while (!hunter.isShutdown()) {
      boolean isHeld =
          records
              .job(hit.victim().job())
              .filter(job -> job.state() == JobState.RUNNING)
              .flatMap(job -> Optional.ofNullable(job.claim()))
              .filter(claim -> claim.worker().id().equals(hit.victim().worker()))
              .isPresent();
      if (!isHeld) {
        tally.recovered(Duration.between(hit.at(), Instant.now()));
        return;
      }
      Waiting.pass(BETWEEN_LOOKS);
    }
  }

  @Override
  public void close() {
    hunter.shutdownNow();
  }
}
