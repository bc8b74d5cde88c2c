package dev.oneshot.faults.rows;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.faults.function.Order;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.ArmedWorkers;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** F4: workers die at each of their points. */
final class WorkerFailpointsRow implements Row {
  private static final int WAIT_SECONDS = 60;

  /** Beyond what fits into a job's record. */
  private static final long LARGE_RESULT = 600_000;

  /**
   * Where a worker ends.
   *
   * @param costsAttempt whether the job is then lost with it, by the crash-point table
   */
  private record Point(String failpoint, boolean costsAttempt) {}

  private static final List<Point> POINTS =
      List.of(
          new Point(Failpoint.B1_READY, false),
          new Point(Failpoint.B2_DELIVERED, false),
          new Point(Failpoint.B2_CANCELLED, false),
          new Point(Failpoint.B4_CLAIMED, true),
          new Point(Failpoint.B4_ACKNOWLEDGED, true),
          new Point(Failpoint.B5_RUNNING, true),
          new Point(Failpoint.B9_UPLOADING, true),
          new Point(Failpoint.B10_RESULT_STORED, true),
          new Point(Failpoint.B12_FINISHED, false),
          new Point(Failpoint.B13_TOLD, false),
          new Point(Failpoint.B14_DONE, false),
          new Point(Failpoint.B14_DONE + ":pause", false));

  @Override
  public String name() {
    return "F4";
  }

  @Override
  public String what() {
    return "workers die at each of " + POINTS.size() + " failpoints";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(25);
  }

  @Override
  public void play(Scene scene) throws Exception {
    int deaths = scene.size(20, 3);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      for (Point point : POINTS) {
        scene.step(point.failpoint());
        play(trial, point, deaths, scene.size(8, 4));
      }
      trial.judge(Expected.doneOrLostOnce());
    }
  }

  private static void play(Trial trial, Point point, int deaths, int workers) throws Exception {
    Set<String> before = new HashSet<>();
    trial.records().jobs().forEach(job -> before.add(job.id().value()));
    ArmedWorkers armed =
        new ArmedWorkers(
            trial.stand().worker(),
            point.failpoint(),
            deaths,
            trial.stand().directory().resolve("armed-" + point.failpoint().replace(':', '-')));
    trial.stand().keepPool(workers, 2 * workers, armed);
    long start = System.nanoTime();
    do {
      wave(trial, workers, trial.order().lasting(50).returning(LARGE_RESULT));
    } while (!armed.areSpent() && System.nanoTime() - start < Duration.ofMinutes(2).toNanos());
    trial.await(
        "all workers with " + point.failpoint() + " are gone",
        Duration.ofSeconds(30),
        armed::areSpent);
    long met = armed.met();
    trial.tally().injected((int) met);
    trial
        .tally()
        .expect(met == deaths, met + " of " + deaths + " workers met " + point.failpoint());
    int lost =
        trial.records().jobs().stream()
            .filter(job -> !before.contains(job.id().value()))
            .mapToInt(WorkerFailpointsRow::lostAttempts)
            .sum();
    int expected = point.costsAttempt() ? deaths : 0;
    trial
        .tally()
        .expect(
            lost == expected,
            lost + " attempts were lost at " + point.failpoint() + " instead of " + expected);
  }

  private static void wave(Trial trial, int jobs, Order order) throws InterruptedException {
    String url = trial.replica().url();
    List<Call> calls = new ArrayList<>();
    calls.addAll(Collections.nCopies(jobs, Call.async(url, "stubborn", order)));
    calls.addAll(Collections.nCopies(jobs, Call.waiting(url, "once", order, WAIT_SECONDS)));
    trial.callers().callAll(calls, calls.size());
    trial.awaitEnds(Duration.ofMinutes(1));
  }

  private static int lostAttempts(Job job) {
    return job.attempt() - (job.state() == JobState.FAILED ? 0 : 1);
  }
}
