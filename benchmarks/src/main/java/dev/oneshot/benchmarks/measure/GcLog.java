package dev.oneshot.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A JVM's own record of its heap, written with {@code -Xlog:gc:file=…}. A heap is never fuller than
 * just before a collection, except after the last one.
 */
public record GcLog(Path file) {
  private static final Pattern PAUSE = Pattern.compile("(\\d+)M->(\\d+)M\\((\\d+)M\\)");

  /** The JVM option that writes it. */
  public String option() {
    return option(file.toString());
  }

  /**
   * The JVM option that writes logs of this name.
   *
   * @param file where {@code %p} stands for the process's id
   */
  public static String option(String file) {
    return "-Xlog:gc:file=" + file + ":none:filecount=0";
  }

  /** The fullest that any collection found the heap, in MiB; nothing if there was none. */
  public OptionalLong peakHeapMib() throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(PAUSE::matcher)
          .filter(Matcher::find)
          .mapToLong(found -> Long.parseLong(found.group(1)))
          .max();
    }
  }
}
