package dev.oneshot.pool.launch;

import java.util.List;
import java.util.function.Consumer;

/**
 * Makes workers and tells when they are gone. One launcher serves any number of pools. Thread-safe;
 * every call returns quickly: what becomes of a worker is observed afterwards, by {@link #workers}
 * and the listener.
 */
public interface WorkerLauncher extends AutoCloseable {
  /** Starts a worker. That it was started says nothing about whether it will become ready. */
  LaunchOutcome launch(WorkerSpec spec);

  /** The pool's workers that are not known to be gone, in no order. */
  List<LiveWorker> workers(String pool);

  /**
   * Asks a worker to end; an idle one does so at once, a busy one after its drain. Does nothing for
   * a worker that is gone.
   */
  void stop(String workerId);

  /** Ends a worker at once, whatever it does. Does nothing for a worker that is gone. */
  void kill(String workerId);

  /**
   * Tells every death in the pool to {@code listener}, once each and on a thread of the launcher's,
   * so it must only take note. Deaths before the call are not told.
   */
  void onDeath(String pool, Consumer<WorkerDeath> listener);

  /**
   * Launches nothing more. Ends the workers where they cannot outlive this process, and returns
   * when all deaths have been told.
   */
  @Override
  void close();
}
