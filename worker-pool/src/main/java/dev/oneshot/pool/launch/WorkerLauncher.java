package dev.oneshot.pool.launch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes workers and tells when they are gone. One launcher serves any number of pools. Thread-safe;
 * every call returns quickly: what becomes of a worker is observed afterwards, by {@link #workers}
 * and the listener.
 */
public interface WorkerLauncher extends AutoCloseable {
  /** Starts a worker. That it was started says nothing about whether it will become ready. */
  LaunchOutcome launch(WorkerSpec spec);

  /**
   * Why it cannot tell yet which workers there are, e.g. that a cluster does not answer; empty from
   * when it can. Until then {@link #workers} means nothing and nothing is launched.
   */
  default Optional<String> blindness() {
    return Optional.empty();
  }

  /**
   * The workers of the spec's pool that are not known to be gone, in no order, whatever spec they
   * were made by. One just launched is among them.
   */
  List<LiveWorker> workers(WorkerSpec spec);

  /**
   * Asks a worker to end; an idle one does so at once, a busy one with its job, or after its drain
   * where the job can be attempted again. Does nothing for a worker that is gone.
   */
  void stop(String workerId);

  /**
   * As {@link #stop}, for a worker that may not do what it is asked to. Its keeper, a node for
   * instance, gives it its pool's drain and no more, also where it has just taken a job.
   */
  default void stopSuspect(String workerId) {
    stop(workerId);
  }

  /** Ends a worker at once, whatever it does. Does nothing for a worker that is gone. */
  void kill(String workerId);

  /**
   * Sets a hard stop: whoever keeps the worker, a node for instance, ends it then even if nobody
   * here lives to see it. May be lowered later, not raised. Does nothing where there is no such
   * keeper, as with processes, and for a worker that is gone.
   *
   * @param fromNow the stop, negative where it has passed
   */
  void limit(String workerId, Duration fromNow);

  /**
   * Its death was told and recorded: what is left of the worker may be removed, and its death is
   * not told again, by no later launcher either.
   */
  void forget(String workerId);

  /**
   * Tells every death in the pool to {@code listener}, once each and on a thread of the launcher's,
   * so it must only take note. Of the deaths before the call those may be told that were never
   * {@linkplain #forget forgotten}.
   */
  void onDeath(String pool, Consumer<WorkerDeath> listener);

  /**
   * Launches nothing more. Ends the workers where they cannot outlive this process, and returns
   * when all deaths have been told.
   */
  @Override
  void close();
}
