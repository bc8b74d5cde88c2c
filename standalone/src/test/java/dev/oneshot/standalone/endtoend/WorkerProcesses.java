package dev.oneshot.standalone.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The processes of one distribution that this process started and that are alive. */
final class WorkerProcesses {
  private final Path java;

  WorkerProcesses(Path distribution) throws IOException {
    this.java = distribution.resolve("runtime/bin/java").toRealPath();
  }

  List<ProcessHandle> alive() {
    return ProcessHandle.current().children().filter(this::isWorker).toList();
  }

  int number() {
    return alive().size();
  }

  private boolean isWorker(ProcessHandle process) {
    Optional<String> command = process.info().command();
    return process.isAlive() && command.filter(java.toString()::equals).isPresent();
  }

  static boolean isGone(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
  }

  /** SIGKILL. */
  static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
