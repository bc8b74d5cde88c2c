package dev.oneshot.benchmarks.measure;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another JVM's heap holds once its garbage is gone, as the JDK's {@code jcmd} tells. */
public final class LiveHeap {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+(\\d+)\\s+(\\d+)\\s*$");

  /** Number, instances, bytes, class; the module's name may follow. */
  private static final Pattern CLASS =
      Pattern.compile("(?m)^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)");

  private LiveHeap() {}

  /**
   * Makes the JVM collect all its garbage, and counts what is left.
   *
   * @return bytes
   */
  public static long bytes(long pid) throws IOException {
    return total(histogram(pid));
  }

  /** As {@link #bytes}, for each class by the name that the JVM has for it. */
  public static Map<String, Long> bytesByClass(long pid) throws IOException {
    return byClass(histogram(pid));
  }

  private static String histogram(long pid) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(List.of(jcmd.toString(), Long.toString(pid), "GC.class_histogram"))
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  static Map<String, Long> byClass(String histogram) {
    return CLASS
        .matcher(histogram)
        .results()
        .collect(toMap(line -> line.group(2), line -> Long.parseLong(line.group(1)), Long::sum));
  }

  /**
   * The bytes in the last line of a class histogram.
   *
   * @throws IOException that has all of the text, when it has no such line
   */
  static long total(String histogram) throws IOException {
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new IOException("jcmd gave no class histogram: " + histogram);
    }
    return Long.parseLong(total.group(2));
  }
}
