package dev.oneshot.job;

import java.time.Duration;

/** How long a claim holds without a sign of life; README.md says who takes the job from it then. */
public final class Lease {
  /** A claim older than this without a heartbeat is reclaimed. */
  public static final Duration LENGTH = Duration.ofSeconds(15);

  /** How often a worker renews: two renewals may fail before the lease is lost. */
  public static final Duration RENEWAL = Duration.ofSeconds(5);

  private Lease() {}
}
