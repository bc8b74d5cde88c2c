package dev.oneshot.message;

import java.util.Objects;

/**
 * Tells pool controllers what a worker has just become, so that a replacement starts with the take;
 * nothing but a hint. On the wire: {@code {"worker":"default-7c9e","phase":"TAKEN"}}.
 */
public record WorkerEvent(String worker, Phase phase) {
  /** What the worker has become. */
  public enum Phase {
    /** Subscribed, primed and idle. */
    READY,
    /** Holds a job. */
    TAKEN
  }

  public WorkerEvent {
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(phase, "phase");
  }
}
