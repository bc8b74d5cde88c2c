package dev.oneshot.worker;

import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims.Hold;
import dev.oneshot.worker.broker.Delivery;
import dev.oneshot.worker.execution.FunctionOutcome;

/** What may happen to a worker. All of it is handled by one thread, in the order it came. */
sealed interface Signal {
  record Delivered(Delivery delivery) implements Signal {}

  /** The broker, or the subscription, is gone. */
  record BrokerLost() implements Signal {}

  /** SIGTERM. */
  record StopAsked() implements Signal {}

  /** The process that this worker belongs to has ended. */
  record ParentGone() implements Signal {}

  /** Something called {@code System.exit}. */
  record ExitCalled() implements Signal {}

  record FunctionEnded(ClaimToken attempt, FunctionOutcome outcome) implements Signal {}

  record LeaseAnswered(ClaimToken attempt, Hold hold) implements Signal {}
}
