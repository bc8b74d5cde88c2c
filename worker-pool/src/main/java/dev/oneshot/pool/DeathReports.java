package dev.oneshot.pool;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.Logs;
import dev.oneshot.job.Reason;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.payload.Payload;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerLauncher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the jobs of dead workers from them, at once or as soon as the store answers again. Where it
 * never does, or too many wait, the lease ends those claims. For the controller's thread alone.
 */
final class DeathReports {
  private static final Logger LOG = LoggerFactory.getLogger(DeathReports.class);

  static final int MOST_PENDING = 256;

  private record Pending(WorkerDeath death, @Nullable Sentence sentence) {}

  private final Supplier<PoolSettings> settings;
  private final WorkerLauncher launcher;
  private final RecoveryStore jobs;
  private final JobAnnouncer announcer;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private boolean isFailing;

  DeathReports(
      Supplier<PoolSettings> settings,
      WorkerLauncher launcher,
      RecoveryStore jobs,
      JobAnnouncer announcer) {
    this.settings = settings;
    this.launcher = launcher;
    this.jobs = jobs;
    this.announcer = announcer;
  }

  void add(WorkerDeath death, @Nullable Sentence sentence) {
    if (pending.size() == MOST_PENDING) {
      Pending oldest = pending.removeFirst();
      LOG.warn(
          "left worker {}'s death to the lease: too many wait for the store",
          oldest.death().workerId());
      launcher.forget(oldest.death().workerId());
    }
    pending.addLast(new Pending(death, sentence));
  }

  int pending() {
    return pending.size();
  }

  /** Reports what waits; the first failure ends the round, since the next would wait as long. */
  void report() {
    while (!pending.isEmpty()) {
      Pending next = pending.getFirst();
      try {
        report(next);
      } catch (RuntimeException e) {
        // whatever the driver throws: the store does not answer, and the next round tries again
        (isFailing ? LOG.atDebug() : LOG.atWarn())
            .addKeyValue("pool", settings.get().name())
            .addKeyValue("pending", pending.size())
            .log("cannot report worker {}'s death yet: {}", next.death().workerId(), e.toString());
        isFailing = true;
        return;
      }
      pending.removeFirst();
      launcher.forget(next.death().workerId());
    }
    isFailing = false;
  }

  private void report(Pending dead) {
    Failpoint.reach(Failpoint.C1_DEATH_SEEN);
    Optional<Job> held = jobs.runningOn(dead.death().workerId());
    held.ifPresent(job -> {
      Ending ending = DeathVerdict.of(dead.death().exit(), job, dead.sentence());
      jobs.release(job, ending, lastWords(dead.death()))
          .ifPresent(released -> announce(released, dead.death()));
    });
  }

  private void announce(Job released, WorkerDeath death) {
    Failpoint.reach(Failpoint.C1_RELEASED);
    LOG.atWarn()
        .addKeyValue("pool", settings.get().name())
        .addKeyValue("worker", death.workerId())
        .addKeyValue("jobId", released.id())
        .addKeyValue("state", released.state())
        .addKeyValue("reason", released.reason())
        .log(
            "worker {} died with job {}: {}; the job is {}",
            death.workerId(),
            released.id(),
            ExitMeaning.inWords(death.exit()),
            released.state());
    if (released.state().isTerminal()) {
      announcer.ended(released);
    } else if (released.reason() == Reason.WORKER_LOST) {
      announcer.queuedAgain(released);
    }
    Failpoint.reach(Failpoint.C1_TOLD);
    // any other retry has a delay before it, which recovery keeps
  }

  // with several jobs to a worker the words may be an earlier job's, and are nobody else's business
  private Optional<Logs> lastWords(WorkerDeath death) {
    WorkerDeath.Tail words = death.lastWords();
    return settings.get().maxJobs() > 1 || words.text().isEmpty()
        ? Optional.empty()
        : Optional.of(new Logs(payload(words.text()), words.isTruncated()));
  }

  private static Payload payload(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Payload(
        bytes.length,
        "text/plain; charset=utf-8",
        HexFormat.of().formatHex(sha256().digest(bytes)),
        new Payload.Inline(ByteBuffer.wrap(bytes)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
