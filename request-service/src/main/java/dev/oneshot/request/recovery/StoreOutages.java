package dev.oneshot.request.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * When the store was away, as the recovery loop's looks at it tell, each of which is to be noted
 * here. Thread-safe for who asks.
 */
public final class StoreOutages {
  /**
   * No look at the store for longer than this counts as an outage, failed or not: drivers wait and
   * retry in silence. A worker's last renewal may be {@link dev.oneshot.job.Lease#RENEWAL} older
   * than the outage, and its next one takes a moment: all three together must stay within a lease.
   */
  private static final Duration LONGEST_GAP = Duration.ofSeconds(8);

  /**
   * A replica that cannot tell whether a job was stored refuses its call, and takes the job back
   * within this time after the outage.
   */
  private static final Duration TAKING_BACK = Duration.ofSeconds(5);

  private final InstantSource serverTime;
  private volatile @Nullable Instant lastLookAt;
  private volatile @Nullable Instant backSince;
  private volatile boolean hadOne;

  public StoreOutages(InstantSource serverTime) {
    this.serverTime = serverTime;
  }

  public void lookSucceeded() {
    Instant now = serverTime.instant();
    boolean isGap = isGapUntil(now);
    if (backSince == null || isGap) {
      backSince = now;
    }
    hadOne |= isGap;
    lastLookAt = now;
  }

  public void lookFailed() {
    backSince = null;
    hadOne = true;
  }

  /**
   * Whether the store has been there for so long, until now, which nobody knows of the time before
   * a start.
   */
  boolean isBackFor(Duration length) {
    Instant since = backSince;
    Instant now = serverTime.instant();
    return since != null && !isGapUntil(now) && Duration.between(since, now).compareTo(length) >= 0;
  }

  /**
   * Whether what was refused in an outage may not have been taken back yet: nothing is to run. An
   * outage that no look has come back from yet counts, too.
   */
  public boolean isTakingBack() {
    return isGapUntil(serverTime.instant()) || (hadOne && !isBackFor(TAKING_BACK));
  }

  private boolean isGapUntil(Instant now) {
    Instant last = lastLookAt;
    return last != null && Duration.between(last, now).compareTo(LONGEST_GAP) > 0;
  }
}
