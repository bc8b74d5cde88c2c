package dev.oneshot.request.recovery;

import dev.oneshot.request.loop.Step;

/** Keeps {@link Backlog} fresh. */
record CountBacklog(Backlog backlog) implements Step {
  @Override
  public String name() {
    return "count-backlog";
  }

  @Override
  public void runOnce() {
    backlog.count();
  }
}
