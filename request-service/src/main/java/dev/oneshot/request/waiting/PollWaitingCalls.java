package dev.oneshot.request.waiting;

import dev.oneshot.request.loop.Step;

/** Finds the ends whose events got lost. */
record PollWaitingCalls(WaitingCalls calls) implements Step {
  @Override
  public String name() {
    return "poll-waiting-calls";
  }

  @Override
  public void runOnce() {
    calls.poll();
  }
}
