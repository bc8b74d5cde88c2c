package dev.oneshot.pool.launch;

import java.util.Objects;

/** What came of a launch. */
public sealed interface LaunchOutcome {
  /**
   * @param workerId unique for ever, e.g. {@code default-7c9e6679f2}; the pod's UID on Kubernetes
   */
  record Launched(String workerId) implements LaunchOutcome {
    public Launched {
      Objects.requireNonNull(workerId, "workerId");
    }
  }

  /**
   * Nothing was started; a later try may succeed.
   *
   * @param reason for a log, e.g. that a quota is used up
   */
  record Refused(String reason) implements LaunchOutcome {
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** The launcher starts nothing any more. */
  record Closed() implements LaunchOutcome {}
}
