package dev.oneshot.pool.process;

import dev.oneshot.pool.launch.LaunchOutcome;
import dev.oneshot.pool.launch.LiveWorker;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerLauncher;
import dev.oneshot.pool.launch.WorkerSpec;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link WorkerLauncher} with one process a worker on this machine, each in a scratch directory of
 * its own that is deleted when it has ended, and whatever it started is killed then. Two threads
 * however many workers: the keeper reads what they write and tells deaths, the cleaner kills and
 * deletes. Listeners are called by the keeper.
 *
 * <p>Workers end with this launcher; when this process is killed instead, idle workers notice and
 * end, busy ones after their job, and the next launcher kills and deletes what they leave.
 */
public final class ProcessLauncher implements WorkerLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessLauncher.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);
  private static final int MAX_TAIL_BYTES = 64 * 1024;

  private final ProcessLauncherSettings settings;
  private final WorkerCommand command;
  private final StoreKeys storeKeys;
  private final RunDirectory run;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, WorkerProcess> workers = new ConcurrentHashMap<>();
  private final Map<String, List<Consumer<WorkerDeath>>> listeners = new ConcurrentHashMap<>();
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(daemon("worker-keeper"));
  private final ExecutorService cleaner =
      Executors.newSingleThreadExecutor(daemon("worker-cleaner"));
  private boolean isClosed;

  /**
   * Deletes what earlier launchers left in the directory.
   *
   * @param command {@link WorkerDistribution#in} for the real worker
   * @throws UncheckedIOException when the directory cannot be written
   */
  public ProcessLauncher(ProcessLauncherSettings settings, WorkerCommand command) {
    this.settings = settings;
    this.command = command;
    this.storeKeys = new StoreKeys(command, settings.connections());
    this.run = RunDirectory.begin(settings.directory());
    var _ =
        keeper.scheduleWithFixedDelay(
            this::tendOutputs, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized LaunchOutcome launch(WorkerSpec spec) {
    if (isClosed) {
      return new LaunchOutcome.Closed();
    }
    String id = spec.pool() + '-' + randomHex();
    WorkerFiles files = new WorkerFiles(run.ofWorker(id));
    try {
      files.create();
      WorkerProcess worker = start(id, spec, files);
      workers.put(id, worker);
      var _ = worker.process().onExit().thenRunAsync(() -> ended(worker), keeper);
      return new LaunchOutcome.Launched(id);
    } catch (IOException | UncheckedIOException e) {
      DirectoryTree.delete(files.directory());
      return new LaunchOutcome.Refused("no process was started: " + e.getMessage());
    }
  }

  private WorkerProcess start(String id, WorkerSpec spec, WorkerFiles files) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(OwnSession.of(command.of(spec, files.scratch())))
            .directory(files.scratch().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.appendTo(files.out().toFile()))
            .redirectError(Redirect.appendTo(files.err().toFile()));
    Map<String, String> environment = builder.environment();
    environment.clear(); // this process's secrets are none of a function's business
    environment.putAll(
        WorkerEnvironment.of(id, spec, files.scratch(), settings.node(), settings.connections()));
    environment.putAll(storeKeys.variable(spec));
    Instant launchedAt = Instant.now();
    Process process = builder.start();
    noteStart(files, process);
    int tailBytes = (int) Math.min(MAX_TAIL_BYTES, spec.logLimitBytes());
    return new WorkerProcess(id, spec, launchedAt, process, files, tailBytes);
  }

  private static void noteStart(WorkerFiles files, Process process) throws IOException {
    try {
      files.notePid(process.toHandle());
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  @Override
  public List<LiveWorker> workers(WorkerSpec spec) {
    return workers.values().stream()
        .filter(worker -> worker.pool().equals(spec.pool()))
        .map(worker -> worker.seenAs(spec))
        .toList();
  }

  @Override
  public void stop(String workerId) {
    WorkerProcess worker = workers.get(workerId);
    if (worker != null) {
      worker.stop();
    }
  }

  @Override
  public void kill(String workerId) {
    WorkerProcess worker = workers.get(workerId);
    if (worker != null) {
      worker.kill();
    }
  }

  /** Does nothing: nobody but this process keeps its workers. */
  @Override
  public void limit(String workerId, Duration fromNow) {}

  /** Does nothing: a process leaves nothing behind. */
  @Override
  public void forget(String workerId) {}

  @Override
  public void onDeath(String pool, Consumer<WorkerDeath> listener) {
    listeners.computeIfAbsent(pool, any -> new CopyOnWriteArrayList<>()).add(listener);
  }

  /** Asks all workers to end, kills those that do not, and returns when nothing of them is left. */
  @Override
  public void close() {
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
    }
    storeKeys.close();
    workers.values().forEach(WorkerProcess::stop);
    if (!allEnd(settings.stopGrace())) {
      workers.values().forEach(WorkerProcess::kill);
      allEnd(AFTER_KILL);
    }
    finish(keeper); // tells the last deaths
    finish(cleaner);
    run.close();
  }

  private boolean allEnd(Duration limit) {
    CompletableFuture<?>[] ends =
        workers.values().stream().map(WorkerProcess::told).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void finish(ExecutorService thread) {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(AFTER_KILL.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void tendOutputs() {
    workers.values().forEach(WorkerProcess::tendOutput);
  }

  private void ended(WorkerProcess worker) {
    WorkerDeath death = worker.death();
    workers.remove(worker.id());
    listeners.getOrDefault(worker.pool(), List.of()).forEach(listener -> tell(listener, death));
    cleaner.execute(() -> clean(worker));
    worker.told().complete(null);
  }

  // who still runs would write on
  private static void clean(WorkerProcess worker) {
    Leftovers.kill(worker.id(), worker.process().pid());
    DirectoryTree.delete(worker.files().directory());
  }

  private static void tell(Consumer<WorkerDeath> listener, WorkerDeath death) {
    try {
      listener.accept(death);
    } catch (RuntimeException e) {
      // one listener's fault must not cost the others their news, or the disk its room
      LOG.error("a listener broke on the death of worker {}", death.workerId(), e);
    }
  }

  private String randomHex() {
    byte[] bits = new byte[5];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  private static ThreadFactory daemon(String name) {
    return Thread.ofPlatform().name(name).daemon().factory();
  }
}
