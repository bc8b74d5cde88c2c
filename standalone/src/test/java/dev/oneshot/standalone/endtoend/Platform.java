package dev.oneshot.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.PoolStatus;
import dev.oneshot.testsupport.TestBroker;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One installation of its own: the service, a pool of worker processes, broker and store. Closing
 * ends everything and checks that nothing is left of it.
 */
final class Platform implements Closeable {
  private static final Duration READY = Duration.ofSeconds(60);

  private final Plan plan;
  private final Path directory;
  private final WorkerProcesses processes;
  private final List<Closeable> replicas = new ArrayList<>();
  private final Client client;
  private final WorkerPool pool;

  /**
   * What to start.
   *
   * @param settings of the service beyond the necessary ones, e.g. {@code --a.b=c}
   */
  record Plan(
      Backing backing, int min, int max, Path functions, Path distribution, List<String> settings) {
    Plan {
      settings = List.copyOf(settings);
    }

    static Plan on(Backing backing) {
      return new Plan(backing, 2, 4, Checkout.functions(), Checkout.worker(), List.of());
    }

    Plan withWorkers(int newMin, int newMax) {
      return new Plan(backing, newMin, newMax, functions, distribution, settings);
    }

    Plan withFunctions(Path file) {
      return new Plan(backing, min, max, file, distribution, settings);
    }

    Plan withDistribution(Path directory) {
      return new Plan(backing, min, max, functions, directory, settings);
    }

    Plan withSettings(String... more) {
      return new Plan(backing, min, max, functions, distribution, List.of(more));
    }

    /** Returns when the service answers; workers follow. */
    Platform start() throws Exception {
      return new Platform(this);
    }

    /** Returns when the service answers and {@code min} workers are idle. */
    Platform startWarm() throws Exception {
      Platform platform = start();
      try {
        platform.awaitPoolAtRest();
      } catch (ConditionTimeoutException e) {
        platform.close();
        throw e;
      }
      return platform;
    }
  }

  private Platform(Plan plan) throws Exception {
    this.plan = plan;
    this.directory = Files.createTempDirectory("oneshot-e2e-");
    this.processes = new WorkerProcesses(plan.distribution());
    this.client = replica().client();
    PoolSettings settings =
        PoolSettings.of("default")
            .withSize(plan.min(), plan.max())
            .withFunctions(Checkout.functionJars());
    this.pool =
        new WorkerPool(plan.backing(), settings, plan.distribution(), directory.resolve("workers"));
  }

  /** Of the first replica. */
  Client client() {
    return client;
  }

  WorkerPool pool() {
    return pool;
  }

  WorkerProcesses processes() {
    return processes;
  }

  TestBroker broker() {
    return plan.backing().broker();
  }

  String brokerUri() {
    return plan.backing().brokerUri();
  }

  Replica replica() {
    Replica replica = Replica.start(settings());
    replicas.add(replica);
    return replica;
  }

  ReplicaProcess replicaProcess() throws IOException {
    ReplicaProcess replica =
        ReplicaProcess.start(settings(), directory.resolve("replica-" + replicas.size() + ".log"));
    replicas.add(replica);
    return replica;
  }

  private List<String> settings() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--management.server.port=0",
                "--oneshot.broker.uri=" + plan.backing().brokerUri(),
                "--oneshot.store.uri=" + plan.backing().storeUri(),
                "--oneshot.store.database=" + plan.backing().database(),
                "--oneshot.functions.file=" + plan.functions()));
    all.addAll(plan.settings());
    return all;
  }

  /** Blocks until nothing runs and exactly the minimum of workers is alive and idle. */
  void awaitPoolAtRest() {
    await()
        .atMost(READY)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> {
          PoolStatus status = pool.status();
          assertThat(status)
              .extracting(PoolStatus::idle, PoolStatus::starting, PoolStatus::busy)
              .containsExactly(plan.min(), 0, 0);
          assertThat(processes.number()).isEqualTo(plan.min());
        });
  }

  /** Blocks until the job is in that state. */
  void awaitState(String job, String state, Duration limit) {
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(client.state(job)).isEqualTo(state));
  }

  /** The pid of the worker that runs the job, once one does. */
  long awaitRunning(String job) throws IOException, InterruptedException {
    awaitState(job, "RUNNING", Duration.ofSeconds(20));
    return client.job(job).path("worker").path("pid").asLong();
  }

  /** The only running job of the probe, once there is one. */
  String awaitRunningProbe() {
    return await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> client.jobs("probe", "RUNNING"), jobs -> jobs.size() == 1)
        .getFirst()
        .path("id")
        .asString();
  }

  static void awaitGone(long pid, Duration limit) {
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(WorkerProcesses.isGone(pid)).isTrue());
  }

  @Override
  public void close() throws IOException {
    for (Closeable replica : replicas.reversed()) {
      replica.close();
    }
    pool.close();
    plan.backing().end().run();
    assertThat(processes.alive()).as("workers left behind").isEmpty();
    assertThat(files(directory.resolve("workers"))).as("files left behind").isEmpty();
    for (Path log : files(directory)) {
      Files.delete(log);
    }
    Files.delete(directory);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
