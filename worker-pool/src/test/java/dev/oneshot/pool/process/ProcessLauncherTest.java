package dev.oneshot.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.launch.LaunchOutcome;
import dev.oneshot.pool.launch.LiveWorker;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real processes: this test's own java with {@link TestWorker}. */
class ProcessLauncherTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final WorkerSpec SPEC =
      new WorkerSpec("default", 64 << 20, List.of(), 1, Duration.ofSeconds(25), null, 1024 * 1024);

  private static final WorkerSpec OF_ANOTHER_POOL =
      new WorkerSpec("other", 64 << 20, List.of(), 1, Duration.ofSeconds(25), null, 1024 * 1024);

  private final BlockingQueue<WorkerDeath> deaths = new LinkedBlockingQueue<>();
  private final List<ProcessLauncher> launchers = new ArrayList<>();
  @TempDir private Path base;

  @AfterEach
  void endAll() {
    launchers.forEach(ProcessLauncher::close);
  }

  @Test
  void startsAWorkerInAnEmptyScratchDirectoryOfItsOwn_thatNobodyElseMayEnter() throws Exception {
    ProcessLauncher launcher = launcher("idle");
    String id = launch(launcher);
    Path scratch = scratchOf(id);
    await().atMost(LIMIT).until(() -> Files.exists(scratch.resolve("a/b/data")));
    assertThat(Files.getPosixFilePermissions(scratch))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(launcher.workers(SPEC)).extracting(LiveWorker::id).containsExactly(id);
    assertThat(launcher.workers(OF_ANOTHER_POOL)).isEmpty();
  }

  @Test
  void deletesTheScratchDirectory_whenTheWorkerHasEnded() throws Exception {
    ProcessLauncher launcher = launcher("idle");
    String id = launch(launcher);
    Path scratch = scratchOf(id);
    await().atMost(LIMIT).until(() -> Files.exists(scratch.resolve("a/b/data")));
    launcher.stop(id);
    assertThat(death().exit()).isEqualTo(new Exit.Signalled(15));
    await().atMost(LIMIT).until(() -> Files.notExists(scratch.getParent()));
    assertThat(launcher.workers(SPEC)).isEmpty();
  }

  @Test
  void givesTheWorkerItsSettings_andNothingElseOfThisProcessesEnvironment() throws Exception {
    Path seen = base.resolve("seen");
    String id = launch(launcher("environment", seen.toString()));
    assertThat(death().exit()).isEqualTo(new Exit.Exited(0));
    String scratch = scratchOf(id).toString();
    assertThat(Files.readAllLines(seen))
        .containsExactlyInAnyOrder(
            "ONESHOT_BROKER_URI=amqp://secret@broker",
            "ONESHOT_STORE_URI=mongodb://user:secret@store",
            "ONESHOT_STORE_DATABASE=oneshot",
            "ONESHOT_WORKER_ID=" + id,
            "ONESHOT_WORKER_POOL=default",
            "ONESHOT_WORKER_NODE=here",
            "ONESHOT_WORKER_SCRATCH=" + scratch,
            "ONESHOT_WORKER_MAX_JOBS=1",
            "ONESHOT_WORKER_LOG_LIMIT=1048576",
            "ONESHOT_WORKER_DRAIN=PT25S",
            "ONESHOT_WORKER_PARENT=" + ProcessHandle.current().pid(),
            "LANG=C.UTF-8",
            "PATH=/usr/local/bin:/usr/bin:/bin",
            "cwd=" + scratch,
            "tmpdir=" + scratch);
  }

  @Test
  void givesTheWorkerTheKeyOfTheStore_onceItIsKnown() throws Exception {
    String key = "4096:c2FsdA==:" + "A".repeat(43) + "=";
    Path seen = base.resolve("seen");
    ProcessLauncher launcher =
        launcher(
            new WorkerCommand() {
              @Override
              public List<String> of(WorkerSpec spec, Path scratch) {
                return List.of("/bin/sh", "-c", "echo \"$ONESHOT_STORE_KEY\" >> " + seen);
              }

              @Override
              public List<String> ofStoreKey(WorkerSpec spec) {
                return List.of("/bin/echo", key);
              }
            });
    await()
        .atMost(LIMIT)
        .until(() -> {
          launch(launcher);
          death();
          return Files.readAllLines(seen).getLast().equals(key);
        });
  }

  @Test
  void tellsExitCodeLastWordsAndLastWarning() throws Exception {
    String id = launch(launcher("exit", "64"));
    assertThat(death())
        .isEqualTo(
            new WorkerDeath(
                id,
                new Exit.Exited(64),
                new WorkerDeath.Tail("first line\nlast words", false),
                "ONESHOT_BROKER_URI is missing"));
  }

  @Test
  void tellsAKilledWorkerBySignal9() throws Exception {
    ProcessLauncher launcher = launcher("stubborn");
    String id = launch(launcher);
    await().atMost(LIMIT).until(() -> Files.exists(scratchOf(id).resolve("a/b/data")));
    launcher.kill(id);
    WorkerDeath death = death();
    assertThat(death.exit()).isEqualTo(new Exit.Signalled(9));
    assertThat(death.lastWords().text()).isEqualTo("idle\n");
  }

  @Test
  void tellsWhatTheJvmSays_whenItDoesNotStart() throws Exception {
    WorkerCommand command = (spec, scratch) -> List.of(java(), "-XX:NoSuchOption=1", "Main");
    launch(launcher(command));
    WorkerDeath death = death();
    assertThat(death.exit()).isEqualTo(new Exit.Exited(1));
    assertThat(death.complaint()).contains("NoSuchOption");
  }

  @Test
  void refuses_whenThereIsNoSuchProgram() {
    ProcessLauncher launcher = launcher((spec, scratch) -> List.of("/no/such/java"));
    assertThat(launcher.launch(SPEC)).isInstanceOf(LaunchOutcome.Refused.class);
    assertThat(launcher.workers(SPEC)).isEmpty();
    assertThat(workerDirectories()).isEmpty();
  }

  @Test
  void boundsWhatAFloodLeavesOnDisk_andKeepsItsEnd() throws Exception {
    long bytes = 600L << 20;
    String id = launch(launcher("flood", Long.toString(bytes)));
    Path out = scratchOf(id).resolveSibling("out");
    long largest = 0;
    WorkerDeath death = null;
    while (death == null) {
      death = deaths.poll(20, TimeUnit.MILLISECONDS);
      largest = Math.max(largest, Files.exists(out) ? Files.size(out) : 0);
    }
    assertThat(death.exit()).isEqualTo(new Exit.Exited(0));
    assertThat(death.lastWords().text()).endsWith("\nthe end");
    assertThat(death.lastWords().text().length()).isLessThanOrEqualTo(64 * 1024);
    assertThat(death.lastWords().isTruncated()).isTrue();
    System.out.println("largest file of a flood of " + bytes + ": " + largest + " bytes");
    assertThat(largest).as("bytes on disk").isLessThan(bytes);
  }

  @Test
  void leavesNothingRunning_whenItIsClosed_andTellsEveryDeath() throws Exception {
    ProcessLauncher launcher = launcher("idle");
    ProcessLauncher stubborn = launcher("stubborn");
    List<String> ids =
        List.of(launch(launcher), launch(launcher), launch(stubborn), launch(stubborn));
    for (String id : ids) {
      await().atMost(LIMIT).until(() -> Files.exists(scratchOf(id).resolve("a/b/data")));
    }
    List<ProcessHandle> processes = ProcessHandle.current().children().toList();
    launcher.close();
    stubborn.close();
    Set<String> told = new TreeSet<>();
    deaths.forEach(death -> told.add(death.workerId()));
    assertThat(told).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(workerDirectories()).isEmpty();
    assertThat(launcher.launch(SPEC)).isEqualTo(new LaunchOutcome.Closed());
  }

  @Test
  void deletesWhatEarlierRunsLeft_butNotWhatStillRuns() throws Exception {
    Process orphan = new ProcessBuilder("sleep", "60").start();
    long start = orphan.info().startInstant().orElseThrow().toEpochMilli();
    Path dead = leftover("run-dead", "w1", orphan.pid(), 0); // the number was used again
    Path busy = leftover("run-busy", "w2", orphan.pid(), start);
    String id = launch(launcher("idle")); // a launcher that is alive, on the same directory
    Path live = scratchOf(id);
    launcher("idle");
    assertThat(dead).doesNotExist();
    assertThat(dead.getParent()).doesNotExist();
    assertThat(busy).exists();
    assertThat(live).exists();
    orphan.destroyForcibly();
    await().atMost(LIMIT).until(() -> Files.notExists(busy));
  }

  @Test
  void deletesDirectoriesThatTheFunctionLocked_andFollowsNoLinks() throws Exception {
    Path precious = Files.writeString(base.resolve("precious"), "keep me");
    Path root = Files.createDirectory(base.resolve("tree"));
    Files.createSymbolicLink(root.resolve("link"), precious);
    Files.createSymbolicLink(root.resolve("loop"), root);
    Path locked = Files.createDirectory(root.resolve("locked"));
    Files.writeString(locked.resolve("file"), "");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    DirectoryTree.delete(root);
    assertThat(Files.exists(root, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(precious).hasContent("keep me");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exits", "halts", "isKilled", "isStopped"})
  void killsWhatAWorkerStarted_howeverItEnds(String end) throws Exception {
    Path numbers = base.resolve("numbers");
    ProcessLauncher launcher = launcher("forks", numbers.toString(), end);
    String id = launch(launcher);
    await().atMost(LIMIT).until(() -> numbersIn(numbers).size() >= 10);
    switch (end) {
      case "isKilled" -> launcher.kill(id);
      case "isStopped" -> launcher.stop(id);
      default -> {}
    }
    death();
    await()
        .during(Duration.ofMillis(300)) // several generations of those that breed
        .atMost(Duration.ofSeconds(10))
        .until(() -> areDead(numbers));
    await().atMost(LIMIT).until(() -> Files.notExists(scratchOf(id)));
  }

  @Test
  void killsWhatWorkersOfEarlierRunsStarted_onceTheyHaveEnded() throws Exception {
    Path numbers = base.resolve("numbers");
    Process worker = earlierWorker("w1", numbers);
    Process ofAnother = earlierWorker("w11", base.resolve("others"));
    Path dead = leftover("run-dead", "w1", worker.pid(), 0);
    worker.destroyForcibly().waitFor();
    launcher("idle");
    await().atMost(LIMIT).until(() -> areDead(numbers)); // its dead may not be buried yet
    assertThat(dead).doesNotExist();
    assertThat(areDead(base.resolve("others"))).as("another worker's").isFalse();
    ofAnother.destroyForcibly().waitFor();
    Leftovers.kill("w11", Leftovers.NO_SESSION);
    await().atMost(LIMIT).until(() -> areDead(base.resolve("others")));
  }

  // of a launcher that is gone: one child that left its session, one that did not
  private Process earlierWorker(String id, Path numbers) throws Exception {
    String child = "sh -c 'echo $$ >> " + numbers + "; exec sleep 60'";
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid", "sh", "-c", "setsid " + child + " & " + child + " & exec sleep 60");
    builder.environment().put("ONESHOT_WORKER_ID", id);
    Process process = builder.start();
    await().atMost(LIMIT).until(() -> numbersIn(numbers).size() == 2);
    return process;
  }

  private static boolean areDead(Path numbers) throws IOException {
    return numbersIn(numbers).stream()
        .flatMap(n -> ProcessHandle.of(n).stream())
        .noneMatch(ProcessHandle::isAlive);
  }

  private static List<Long> numbersIn(Path file) throws IOException {
    return Files.notExists(file)
        ? List.of()
        : Files.readAllLines(file).stream().map(Long::parseLong).toList();
  }

  private Path leftover(String run, String worker, long pid, long start) throws IOException {
    Path directory = Files.createDirectories(base.resolve(run).resolve(worker));
    Files.createDirectories(directory.resolve("scratch/deep"));
    Files.writeString(directory.resolve("pid"), pid + "\n" + start + "\n");
    return directory;
  }

  private ProcessLauncher launcher(String... arguments) {
    return launcher((spec, scratch) -> {
      List<String> command =
          new ArrayList<>(
              List.of(
                  java(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx" + spec.heapBytes(),
                  "-Djava.io.tmpdir=" + scratch,
                  "-cp",
                  Path.of("target/test-classes").toAbsolutePath().toString(),
                  TestWorker.class.getName()));
      command.addAll(List.of(arguments));
      return command;
    });
  }

  private ProcessLauncher launcher(WorkerCommand command) {
    WorkerConnections connections =
        new WorkerConnections("amqp://secret@broker", "mongodb://user:secret@store", "oneshot");
    ProcessLauncher launcher =
        new ProcessLauncher(
            new ProcessLauncherSettings(base, "here", connections, Duration.ofMillis(500)),
            command);
    launcher.onDeath("default", deaths::add);
    launchers.add(launcher);
    return launcher;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String launch(ProcessLauncher launcher) {
    return ((LaunchOutcome.Launched) launcher.launch(SPEC)).workerId();
  }

  private WorkerDeath death() throws InterruptedException {
    WorkerDeath death = deaths.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(death).isNotNull();
    return death;
  }

  private Path scratchOf(String id) {
    return workerDirectories().stream()
        .filter(directory -> directory.endsWith(id))
        .map(directory -> directory.resolve("scratch"))
        .findFirst()
        .orElse(base.resolve("gone/" + id + "/scratch"));
  }

  private List<Path> workerDirectories() {
    try (Stream<Path> all = Files.walk(base, 2)) {
      return all.filter(path -> base.relativize(path).toString().matches("run-[^/]+/.+")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
