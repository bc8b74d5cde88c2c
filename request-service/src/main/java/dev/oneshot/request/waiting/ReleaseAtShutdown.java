package dev.oneshot.request.waiting;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Answers whoever still waits when a shutdown has lasted long enough; their jobs go on. */
final class ReleaseAtShutdown {
  private final WaitingCalls calls;
  private final Duration drainWait;
  private final Executor background;

  /**
   * @param background whose threads nobody else can use up, unlike those of the common pool
   */
  ReleaseAtShutdown(WaitingCalls calls, Duration drainWait, Executor background) {
    this.background = background;
    this.calls = calls;
    this.drainWait = drainWait;
  }

  @EventListener
  void shutdownBegins(ContextClosedEvent event) {
    CompletableFuture.delayedExecutor(drainWait.toMillis(), TimeUnit.MILLISECONDS, background)
        .execute(calls::releaseAll);
  }
}
