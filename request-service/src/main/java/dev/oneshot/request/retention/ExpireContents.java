package dev.oneshot.request.retention;

import dev.oneshot.job.Job;
import dev.oneshot.job.RetentionStore;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.request.loop.Step;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Deletes payloads, results, logs and at last the records of jobs that have been kept long enough.
 */
final class ExpireContents implements Step {
  private static final int BATCH = 200;

  private final RetentionStore store;
  private final PayloadStore payloads;
  private final InstantSource serverTime;

  ExpireContents(RetentionStore store, PayloadStore payloads, InstantSource serverTime) {
    this.store = store;
    this.payloads = payloads;
    this.serverTime = serverTime;
  }

  @Override
  public String name() {
    return "expire-contents";
  }

  @Override
  public void runOnce() {
    Instant now = serverTime.instant();
    for (Job job : store.withExpiredResult(now, BATCH)) {
      deleteFiles(job);
      store.dropContents(job.id());
    }
    for (Job job : store.expired(now, BATCH)) {
      deleteFiles(job);
      store.delete(job.id());
    }
  }

  private void deleteFiles(Job job) {
    payloads.delete(job.payload());
    if (job.result() != null) {
      payloads.delete(job.result());
    }
    if (job.logs() != null) {
      payloads.delete(job.logs().text());
    }
  }
}
