package dev.oneshot.worker.reporting;

import dev.oneshot.job.Claim;
import dev.oneshot.job.Claims;
import dev.oneshot.job.Claims.FinishOutcome;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.Logs;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.PayloadWriter;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one attempt leaves in the store: its result, its logs, and then how it ended. */
public final class AttemptReport {
  private static final String LOG_TYPE = "text/plain; charset=utf-8";

  private final Claims claims;
  private final PayloadStore payloads;
  private final Job job;
  private final FileId resultFile;
  private final FileId logFile;

  public AttemptReport(Claims claims, PayloadStore payloads, Job held) {
    Claim claim = Objects.requireNonNull(held.claim(), "an attempt's job has a claim");
    this.claims = claims;
    this.payloads = payloads;
    this.job = held;
    this.resultFile = FileId.ofAttempt(held.id().value(), "result", claim.token().value());
    this.logFile = FileId.ofAttempt(held.id().value(), "logs", claim.token().value());
  }

  /** Takes the result while it is being made. */
  public PayloadWriter result() {
    return payloads.write(resultFile, job.task().resultType(), job.task().maxResultBytes());
  }

  /**
   * Ends the attempt; to be called once. What it stored is deleted where the job does not refer to
   * it; what it began to store is swept.
   *
   * @param text writes the function's output, of the given length
   */
  public FinishOutcome finish(Ending ending, int logLength, boolean isLogTruncated, LogText text) {
    Logs logs = logLength == 0 ? null : store(logLength, isLogTruncated, text);
    FinishOutcome outcome = claims.finish(job, ending, logs);
    if (outcome != FinishOutcome.ENDED && ending instanceof Ending.Succeeded(var result)) {
      discard(result);
    }
    if (logs != null && (outcome == FinishOutcome.QUEUED_AGAIN || outcome == FinishOutcome.LOST)) {
      discard(logs.text());
    }
    return outcome;
  }

  private @Nullable Logs store(int length, boolean isTruncated, LogText text) {
    try (PayloadWriter writer = payloads.write(logFile, LOG_TYPE, length)) {
      text.writeTo(writer);
      return new Logs(writer.commit(), isTruncated);
    } catch (IOException e) {
      // a full store must not keep the job from ending
      return null;
    }
  }

  // costs nothing where nothing was stored; the driver, which can delete, is yet to be made
  private void discard(Payload stored) {
    try {
      payloads.delete(stored);
    } catch (RuntimeException e) {
      // the store is away: then it is swept
    }
  }

  /** Writes what a function printed. */
  public interface LogText {
    void writeTo(PayloadWriter target) throws IOException;
  }
}
