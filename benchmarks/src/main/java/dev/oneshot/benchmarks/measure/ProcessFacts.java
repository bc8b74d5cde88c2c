package dev.oneshot.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** What Linux tells about a process that lives. */
public final class ProcessFacts {
  private ProcessFacts() {}

  /**
   * The largest resident set so far ({@code VmHWM}), in bytes, since the program was executed;
   * nothing for a process that is gone.
   */
  public static OptionalLong peakResidentBytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** User and system time so far; zero for a process that is gone. */
  public static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
