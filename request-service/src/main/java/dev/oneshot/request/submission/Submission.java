package dev.oneshot.request.submission;

import com.mongodb.MongoException;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.JobStore;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.request.limits.QueueRoom;
import dev.oneshot.request.problem.Problem;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a call into a queued job: body into the store, job into the record, waiter into the
 * registry, id to the broker, in this order (README.md, "How it works"). Refusals are {@link
 * ProblemException}s and leave no job that could run later.
 */
final class Submission {
  private static final Logger log = LoggerFactory.getLogger(Submission.class);
  private static final Duration RECORD_PATIENCE = Duration.ofSeconds(2);

  /** Its caller has waited for as long as he wanted to. */
  private static final Duration LOOK_PATIENCE = Duration.ofMillis(500);

  private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Admission admission;
  private final PayloadIntake intake;
  private final PayloadStore payloads;
  private final KeyStore keys;
  private final JobStore jobs;
  private final JobFactory factory;
  private final Placement placement;
  private final ExecutorService background;

  Submission(
      Admission admission,
      PayloadIntake intake,
      PayloadStore payloads,
      KeyStore keys,
      JobStore jobs,
      JobFactory factory,
      Placement placement,
      ExecutorService background) {
    this.admission = admission;
    this.intake = intake;
    this.payloads = payloads;
    this.keys = keys;
    this.jobs = jobs;
    this.factory = factory;
    this.placement = placement;
    this.background = background;
  }

  Submitted submit(Call call) {
    Failpoint.reach(Failpoint.A1_ADMITTED);
    return call.idempotencyKey().isPresent()
        ? submitKeyed(call, call.idempotencyKey().get())
        : submitNew(call);
  }

  /** The job as it is by now; as it was when the store does not answer at once. */
  Job latest(Job job) {
    return CompletableFuture.supplyAsync(() -> jobs.find(job.id()).orElse(job), background)
        .completeOnTimeout(job, LOOK_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> job)
        .join();
  }

  private Submitted submitNew(Call call) {
    JobId id = JobId.random();
    try (QueueRoom.Place _ = admission.place(call, id)) {
      return place(call, id, intake.store(call, id))
          .orElseThrow(() -> new IllegalStateException("two jobs got the id " + id));
    }
  }

  private Optional<Submitted> place(Call call, JobId id, Payload payload) {
    return placement.place(factory.job(call, id, payload), call.function().limits());
  }

  private Submitted submitKeyed(Call call, String key) {
    Optional<KeyUse> use = keys.find(call.function().name(), key);
    Optional<Job> job = use.flatMap(this::standing);
    if (use.isPresent() && job.isPresent()) {
      requireSame(use.get(), intake.fingerprint(call)); // read, but not stored a second time
      return placement.attach(job.get());
    }
    // a use without its job: the first call died between the two, and this one takes its place
    // under the same id
    JobId id = use.map(KeyUse::job).filter(seen -> !isRejected(seen)).orElseGet(JobId::random);
    try (QueueRoom.Place _ = admission.place(call, id)) {
      return storeKeyed(call, key, id);
    }
  }

  private Submitted storeKeyed(Call call, String key, JobId id) {
    Payload payload = intake.store(call, id);
    try {
      return placeKeyed(call, key, id, payload);
    } catch (ProblemException e) {
      // where the store does not answer the job may be stored, and somebody may have joined it
      if (e.problem().code() != ProblemCode.STORE_UNAVAILABLE) {
        discard(payload);
      }
      throw e;
    }
  }

  private Submitted placeKeyed(Call call, String key, JobId id, Payload payload) {
    KeyUse wanted =
        new KeyUse(
            call.function().name(),
            key,
            id,
            PayloadIntake.fingerprint(payload),
            factory.keyExpiry(call));
    KeyUse use = keys.claim(wanted);
    Failpoint.reach(Failpoint.A2_KEY_CLAIMED);
    requireSame(use, wanted.fingerprint());
    Optional<Submitted> placed =
        use.equals(wanted) || isTakenOver(use, wanted)
            ? place(call, id, payload)
            : Optional.empty();
    return placed.orElseGet(() -> join(call, key, payload));
  }

  /** Of a job that never ran, or was never stored: the key is this call's from now on. */
  private boolean isTakenOver(KeyUse use, KeyUse wanted) {
    return (use.job().equals(wanted.job()) || isRejected(use.job())) && keys.replace(use, wanted);
  }

  // what is left is swept
  private void discard(Payload payload) {
    try {
      payloads.delete(payload);
    } catch (MongoException e) {
      log.debug("a body that became no job cannot be deleted now", e);
    }
  }

  /**
   * Another call with this key came first: its job is the one, and this one's body is not needed.
   */
  private Submitted join(Call call, String key, Payload payload) {
    discard(payload);
    return keys.find(call.function().name(), key)
        .flatMap(use -> soon(use.job()))
        .map(placement::attach)
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.STORE_UNAVAILABLE,
                "Another call with this Idempotency-Key is being accepted; try again."));
  }

  /** A job whose key has just been taken: its record follows at once, unless its replica died. */
  private Optional<Job> soon(JobId id) {
    long start = System.nanoTime();
    Optional<Job> job = jobs.find(id);
    while (job.isEmpty() && System.nanoTime() - start < RECORD_PATIENCE.toNanos()) {
      LockSupport.parkNanos(PAUSE_BETWEEN_LOOKS.toNanos());
      job = jobs.find(id);
    }
    return job;
  }

  private Optional<Job> standing(KeyUse use) {
    return jobs.find(use.job()).filter(job -> job.state() != JobState.REJECTED);
  }

  private boolean isRejected(JobId id) {
    return jobs.find(id).filter(job -> job.state() == JobState.REJECTED).isPresent();
  }

  private static void requireSame(KeyUse use, String fingerprint) {
    if (!use.fingerprint().equals(fingerprint)) {
      throw new ProblemException(
          Problem.of(
                  ProblemCode.KEY_REUSED_WITH_OTHER_PAYLOAD,
                  "This Idempotency-Key was used with another body or content type; use a fresh key.")
              .withJob(use.job()));
    }
  }
}
