package dev.oneshot.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What Linux tells about a process that lives. */
public final class ProcessFacts {
  /** In which {@code /proc/PID/stat} counts, for programs on every processor: {@code USER_HZ}. */
  private static final double TICKS_A_SECOND = 100;

  private ProcessFacts() {}

  /** Children of this process that run a program whose path ends so. */
  public static Stream<ProcessHandle> children(String program) {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith(program));
  }

  /**
   * The largest resident set so far ({@code VmHWM}), in bytes, since the program was executed;
   * nothing for a process that is gone.
   */
  public static OptionalLong peakResidentBytes(long pid) {
    return kilobytes(pid, "status", "VmHWM:");
  }

  /** The resident set now ({@code VmRSS}), in bytes, pages shared with others included. */
  public static OptionalLong residentBytes(long pid) {
    return kilobytes(pid, "status", "VmRSS:");
  }

  /**
   * The resident set in bytes where a page shared by n processes counts as an n-th ({@code Pss}),
   * so that a sum over processes is what they take together.
   */
  public static OptionalLong proportionalBytes(long pid) {
    return kilobytes(pid, "smaps_rollup", "Pss:");
  }

  private static OptionalLong kilobytes(long pid, String file, String name) {
    return lines(pid, file)
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst();
  }

  /** How often its threads that live were taken off a processor or gave it up. */
  public static long contextSwitches(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads
          .flatMap(thread -> lines(pid, "task/" + thread.getFileName() + "/status"))
          .filter(line -> line.contains("voluntary_ctxt_switches:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  /** User and system time so far; zero for a process that is gone. */
  public static Duration cpu(ProcessHandle process) {
    return ProcessClock.of(process.pid());
  }

  /**
   * Seconds of user and system time of its children that have ended, to the hundredth; zero for a
   * process that is gone.
   */
  public static double cpuSecondsOfEndedChildren(ProcessHandle process) {
    return lines(process.pid(), "stat")
            // behind the program's name, which may hold anything, fields 3 and so on; 16 and 17
            // count
            .map(line -> line.substring(line.lastIndexOf(')') + 2).split(" ", -1))
            .mapToDouble(fields -> Long.parseLong(fields[13]) + Long.parseLong(fields[14]))
            .sum()
        / TICKS_A_SECOND;
  }

  // files of /proc are read whole, or a process may end between two lines
  private static Stream<String> lines(long pid, String file) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), file)).stream();
    } catch (IOException | UncheckedIOException e) {
      return List.<String>of().stream();
    }
  }
}
