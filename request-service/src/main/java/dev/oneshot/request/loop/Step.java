package dev.oneshot.request.loop;

/** One thing to do; safe to run anywhere, at any time, any number of times at once. */
public interface Step {
  /** For logs and the failure counter, e.g. {@code reclaim-lost-jobs}. */
  String name();

  /** May throw: it is tried again with the next round. */
  void runOnce();
}
