package dev.oneshot.faults.proof;

import dev.oneshot.benchmarks.measure.LiveHeap;
import dev.oneshot.benchmarks.measure.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What a long-lived Java process holds at a moment.
 *
 * @param heapBytes live objects, after a full collection
 * @param threads of the kernel
 * @param files open, sockets included
 */
public record Vitals(long heapBytes, long threads, long files) {
  /** Has the process collect its garbage. */
  public static Vitals of(ProcessHandle process) throws IOException {
    long pid = process.pid();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return new Vitals(
          LiveHeap.bytes(pid), ProcessStatus.threads(pid).orElseThrow(), files.count());
    }
  }

  /** The middle one of some. */
  public static long median(List<Vitals> all, ToLongFunction<Vitals> figure) {
    return all.stream().mapToLong(figure).sorted().skip(all.size() / 2).findFirst().orElseThrow();
  }
}
