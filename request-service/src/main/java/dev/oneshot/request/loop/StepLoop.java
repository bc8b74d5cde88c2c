package dev.oneshot.request.loop;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs all steps, one after the other, again and again; a failing step does not keep the others
 * from running.
 */
public final class StepLoop implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(StepLoop.class);

  private final List<Step> steps;
  private final Duration interval;
  private final MeterRegistry meters;
  private final Set<String> failing = new TreeSet<>();
  private final ScheduledExecutorService clock;
  private volatile boolean isRunning;

  /**
   * @param name of the thread
   * @param interval between the end of a round and the start of the next
   */
  public StepLoop(String name, List<Step> steps, Duration interval, MeterRegistry meters) {
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
    this.steps = List.copyOf(steps);
    this.interval = interval;
    this.meters = meters;
  }

  /** One round, on the caller's thread. */
  public void runOnce() {
    steps.forEach(this::run);
  }

  private void run(Step step) {
    try {
      step.runOnce();
      if (failing.remove(step.name())) {
        log.info("{} works again", step.name());
      }
    } catch (RuntimeException | Error e) { // whoever throws here is never called again
      meters.counter("oneshot.step.failures", "step", step.name()).increment();
      if (failing.add(step.name())) {
        log.warn("{} fails and will be tried again until it works", step.name(), e);
      }
    }
  }

  @Override
  public void start() {
    var _ =
        clock.scheduleWithFixedDelay(
            this::runOnce, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    isRunning = true;
  }

  @Override
  public void stop() {
    clock.shutdownNow();
    isRunning = false;
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }

  /** Goes on while callers still wait. */
  @Override
  public int getPhase() {
    return 0;
  }
}
