package dev.oneshot.pool.kubernetes;

import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.launch.WorkerDeath;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells deaths, with the end of the pod's log where it ended badly and the log comes within a
 * second. A death in a pool to which nobody listens waits for its first listener.
 */
final class DeathTeller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeathTeller.class);
  private static final Duration PATIENCE_WITH_LOG = Duration.ofSeconds(1);
  private static final Duration LAST_DEATHS = Duration.ofSeconds(3);
  private static final int MOST_LINES = 1000;
  private static final int MOST_BYTES = 1024 * 1024;

  private final PodApi api;
  private final Semaphore logsAtOnce = new Semaphore(16);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, List<Consumer<WorkerDeath>>> listeners = new HashMap<>();
  private final Map<String, List<WorkerDeath>> untold = new HashMap<>();

  DeathTeller(PodApi api) {
    this.api = api;
  }

  void listen(String pool, Consumer<WorkerDeath> listener) {
    run(() -> add(pool, listener));
  }

  // one lock for all: a listener sees one death after the other
  private synchronized void add(String pool, Consumer<WorkerDeath> listener) {
    listeners.computeIfAbsent(pool, any -> new ArrayList<>()).add(listener);
    List<WorkerDeath> waiting = untold.remove(pool);
    if (waiting != null) {
      waiting.forEach(death -> tell(listener, death));
    }
  }

  void ended(Pod pod, Exit exit) {
    run(() -> tell(pod, death(pod, exit)));
  }

  private synchronized void tell(Pod pod, WorkerDeath death) {
    String pool = pod.getMetadata().getLabels().getOrDefault(WorkerPod.POOL, "");
    List<Consumer<WorkerDeath>> ofPool = listeners.get(pool);
    if (ofPool == null) {
      untold.computeIfAbsent(pool, any -> new ArrayList<>()).add(death);
    } else {
      ofPool.forEach(listener -> tell(listener, death));
    }
  }

  private static void tell(Consumer<WorkerDeath> listener, WorkerDeath death) {
    try {
      listener.accept(death);
    } catch (RuntimeException e) {
      // one listener's fault must not cost the others their news
      LOG.error("a listener broke on the death of worker {}", death.workerId(), e);
    }
  }

  private WorkerDeath death(Pod pod, Exit exit) {
    LastWords words = isSilent(exit) ? LastWords.NONE : words(pod);
    return new WorkerDeath(pod.getMetadata().getUid(), exit, words.tail(), words.complaint());
  }

  // nothing was written, or nothing is left of it, or the worker has stored it itself
  private static boolean isSilent(Exit exit) {
    return switch (exit) {
      case Exit.NeverStarted _, Exit.Vanished _ -> true;
      case Exit.Exited(int code) -> code == 0;
      case Exit.Signalled _, Exit.OutOfMemory _, Exit.Evicted _, Exit.DeadlineExceeded _ -> false;
    };
  }

  private LastWords words(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return noted(pod); // its node may answer with a complaint of its own instead of the log
    }
    FutureTask<LastWords> asked = new FutureTask<>(() -> asked(pod));
    Thread.ofVirtual().name("log " + pod.getMetadata().getName()).start(asked);
    try {
      return asked.get(PATIENCE_WITH_LOG.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("no log of pod {}: {}", pod.getMetadata().getName(), e.toString());
      asked.cancel(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return noted(pod);
  }

  private static LastWords noted(Pod pod) {
    return LastWords.of(PodReading.terminationMessage(pod), true);
  }

  private LastWords asked(Pod pod) throws InterruptedException {
    logsAtOnce.acquire();
    try {
      String log = api.log(pod.getMetadata().getName(), MOST_LINES, MOST_BYTES);
      return log.isBlank() ? noted(pod) : LastWords.of(log, log.lines().count() >= MOST_LINES);
    } finally {
      logsAtOnce.release();
    }
  }

  private void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed, left to a later launcher", e);
    }
  }

  /** Returns when the deaths before the call have been told. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(LAST_DEATHS.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
