package dev.oneshot.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a process holds at this moment, as Linux tells; nothing for a process that is gone. */
public final class ProcessStatus {
  private ProcessStatus() {}

  /** The resident set ({@code VmRSS}), in bytes. */
  public static OptionalLong residentBytes(long pid) {
    return lines(pid, "status")
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> number(line) * 1024)
        .findFirst();
  }

  /** Threads of the kernel; virtual ones are none. */
  public static OptionalLong threads(long pid) {
    return lines(pid, "status")
        .filter(line -> line.startsWith("Threads:"))
        .mapToLong(ProcessStatus::number)
        .findFirst();
  }

  /** How many files and sockets it may have open at most, whatever it asks for. */
  public static OptionalLong openFilesLimit(long pid) {
    return lines(pid, "limits")
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.split("\\s{2,}", -1)[2]) // name, soft limit, hard limit, unit
        .mapToLong(hard -> hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard))
        .findFirst();
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  private static Stream<String> lines(long pid, String file) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), file)).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
