package dev.oneshot.request.retention;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.JobStore;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.Payload.Stored;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.UploadRegister;
import dev.oneshot.payload.UploadRegister.Upload;
import dev.oneshot.request.loop.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deletes stored files that no job refers to: bodies of calls that never became a job, results of
 * attempts that lost their claim.
 */
final class SweepUploads implements Step {
  private static final int BATCH = 500;
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMinutes(1);

  /** How long a body may take to come in, and a worker that lost its claim may go on writing. */
  private static final Duration GRACE = Duration.ofHours(24);

  private final UploadRegister register;
  private final JobStore jobs;
  private final PayloadStore payloads;
  private final InstantSource serverTime;

  SweepUploads(
      UploadRegister register, JobStore jobs, PayloadStore payloads, InstantSource serverTime) {
    this.register = register;
    this.jobs = jobs;
    this.payloads = payloads;
    this.serverTime = serverTime;
  }

  @Override
  public String name() {
    return "sweep-uploads";
  }

  @Override
  public void runOnce() {
    Instant now = serverTime.instant();
    for (Upload upload : register.due(now, BATCH)) {
      sweep(upload, now);
    }
  }

  private void sweep(Upload upload, Instant now) {
    FileId file = upload.file();
    if (upload.isOrphan()) {
      payloads.delete(file);
      register.settle(file);
      return;
    }
    Optional<Job> owner = JobId.parse(file.jobId()).flatMap(jobs::find);
    if (owner.isEmpty()) {
      sweepOwnerless(upload, now);
    } else if (refersTo(owner.get(), file)) {
      register.settle(file);
    } else if (mayStillBeWritten(owner.get(), file)) {
      register.postpone(file, now.plus(LOOK_AGAIN_AFTER), false);
    } else {
      payloads.delete(file);
      register.postpone(file, now.plus(GRACE), true);
    }
  }

  private void sweepOwnerless(Upload upload, Instant now) {
    if (upload.startedAt().plus(GRACE).isBefore(now)) {
      payloads.delete(upload.file());
      register.settle(upload.file());
    } else {
      register.postpone(upload.file(), now.plus(LOOK_AGAIN_AFTER), false);
    }
  }

  private static boolean refersTo(Job job, FileId file) {
    return isIn(job.payload(), file)
        || isIn(job.result(), file)
        || (job.logs() != null && isIn(job.logs().text(), file));
  }

  private static boolean isIn(@Nullable Payload payload, FileId file) {
    return payload != null
        && payload.content() instanceof Stored(FileId stored)
        && stored.equals(file);
  }

  private static boolean mayStillBeWritten(Job job, FileId file) {
    return job.state() == JobState.RUNNING
        && job.claim() != null
        && file.value().endsWith('/' + job.claim().token().value());
  }
}
