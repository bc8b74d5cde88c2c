package dev.oneshot.pool.launch;

/**
 * How a worker speaks with broker and store; each has a start-up cache that was trained with it.
 */
public enum Wires {
  PLAIN,
  /** With one of them or both. */
  TLS
}
