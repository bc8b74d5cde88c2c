package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.DebianPackage;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Execution;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Workers;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** F31: workers whose clocks are ten minutes fast or slow. */
final class ShiftedClocksRow implements Row {
  private static final Path FAKETIME =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
  private static final DebianPackage PACKAGE = new DebianPackage("libfaketime");
  private static final int RUN_SECONDS = 2;
  private static final Duration SHIFT = Duration.ofMinutes(10);

  /** A worker's own way to its deadline, on a busy machine. */
  private static final Duration TOLERANCE = Duration.ofMillis(1_500);

  @Override
  public String name() {
    return "F31";
  }

  @Override
  public String what() {
    return "workers' clocks are 10 minutes fast, then 10 minutes slow";
  }

  @Override
  public Optional<String> hindrance() {
    return Files.isReadable(FAKETIME)
        ? Optional.empty()
        : Optional.of("needs libfaketime: " + PACKAGE.command());
  }

  @Override
  public Optional<DebianPackage> needs() {
    return Optional.of(PACKAGE);
  }

  @Override
  public void play(Scene scene) throws Exception {
    int jobs = scene.size(50, 8);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      for (String shift : List.of("+600s", "-600s")) {
        var clock =
            List.of(
                "LD_PRELOAD=" + FAKETIME,
                "FAKETIME=" + shift,
                "DONT_FAKE_MONOTONIC=1",
                // or a JVM's timed waits come back at once, or never
                "FAKETIME_FORCE_MONOTONIC_FIX=0");
        trial.stand().pool(4, 8, Workers.with(trial.stand().worker(), clock));
        trial.tally().injected(jobs);
        trial.submitAll(jobs / 2, "work", trial.order().lasting(500));
        Call call =
            Call.async(trial.replica().url(), "once", trial.order().lasting(60_000))
                .with("Oneshot-Run-Timeout", Integer.toString(RUN_SECONDS));
        trial.callers().callAll(Collections.nCopies(jobs / 2, call), jobs);
        trial.awaitEnds(Duration.ofMinutes(4));
      }
      for (Execution start : trial.ledger().of(Execution.Kind.START)) {
        Job job = trial.records().job(start.job()).orElseThrow();
        Duration shift =
            Duration.between(Objects.requireNonNull(job.times().startedAt()), start.at()).abs();
        trial
            .tally()
            .expect(
                shift.minus(SHIFT).abs().compareTo(Duration.ofMinutes(1)) < 0,
                "a worker's clock was wrong by " + shift.toSeconds() + " s only");
      }
      trial.judge((job, executions) ->
          job.task().function().equals("work")
              ? Expected.done().isRight(job, executions)
              : isInTime(job));
    }
  }

  private static boolean isInTime(Job job) {
    Instant start = job.times().startedAt();
    Instant end = job.times().endedAt();
    if (job.state() != JobState.TIMED_OUT || start == null || end == null) {
      return false;
    }
    Duration late = Duration.between(start, end).minusSeconds(RUN_SECONDS);
    return late.abs().compareTo(TOLERANCE) <= 0;
  }
}
