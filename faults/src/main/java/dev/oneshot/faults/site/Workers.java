package dev.oneshot.faults.site;

import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.pool.process.WorkerCommand;
import java.util.ArrayList;
import java.util.List;

/** How workers are started, and who of the processes on this machine is one. */
public final class Workers {
  private Workers() {}

  /** Starts every one with more variables in its environment, e.g. {@code A=b}. */
  public static WorkerCommand with(WorkerCommand command, List<String> variables) {
    return (spec, scratch) -> {
      List<String> words = new ArrayList<>(List.of("/usr/bin/env"));
      words.addAll(variables);
      words.addAll(command.of(spec, scratch));
      return words;
    };
  }

  /** Those that this process started and that are alive. */
  public static List<ProcessHandle> alive() {
    return ProcessHandle.current().children().filter(Workers::isWorker).toList();
  }

  private static boolean isWorker(ProcessHandle process) {
    return process.isAlive()
        && process
            .info()
            .command()
            .filter(command -> command.endsWith(Pool.WORKER_PROGRAM))
            .isPresent();
  }

  /** SIGKILL; nothing when it is no worker any more. */
  public static void kill(long pid) {
    ProcessHandle.of(pid).filter(Workers::isWorker).ifPresent(ProcessHandle::destroyForcibly);
  }

  /**
   * Sends a signal.
   *
   * @param name as {@code kill} takes it, e.g. {@code STOP}
   */
  public static void signal(long pid, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }
}
