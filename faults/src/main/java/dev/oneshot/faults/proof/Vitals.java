package dev.oneshot.faults.proof;

import dev.oneshot.benchmarks.measure.LiveHeap;
import dev.oneshot.benchmarks.measure.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a long-lived Java process holds at a moment.
 *
 * @param heapBytes live objects, after a full collection
 * @param threads of the kernel
 * @param files open, sockets included, without those that callers keep open for their next call
 */
public record Vitals(long heapBytes, long threads, long files) {
  private static final String ESTABLISHED = "01";

  /**
   * Has the process collect its garbage.
   *
   * @param port on which it is called
   */
  public static Vitals of(ProcessHandle process, int port) throws IOException {
    long pid = process.pid();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return new Vitals(
          LiveHeap.bytes(pid),
          ProcessStatus.threads(pid).orElseThrow(),
          files.count() - connections(pid, port));
    }
  }

  // established ones only: what a caller has left is the process's to close
  private static long connections(long pid, int port) throws IOException {
    String local = String.format(Locale.ROOT, ":%04X", port);
    long count = 0;
    for (String table : List.of("tcp", "tcp6")) {
      try (Stream<String> sockets =
          Files.lines(Path.of("/proc", Long.toString(pid), "net", table))) {
        count +=
            sockets
                .map(line -> line.strip().split(" +"))
                .filter(field -> field[1].endsWith(local) && field[3].equals(ESTABLISHED))
                .count();
      }
    }
    return count;
  }
}
