package dev.oneshot.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Where a run took place, as far as Linux tells. */
public final class Machine {
  private Machine() {}

  /** Processors, memory, kernel. */
  public static String hardware() {
    return Runtime.getRuntime().availableProcessors()
        + " x "
        + field("/proc/cpuinfo", "model name")
        + ", "
        + Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", ""))
            / (1024 * 1024)
        + " GiB, "
        + System.getProperty("os.name")
        + ' '
        + System.getProperty("os.version");
  }

  public static String java() {
    return System.getProperty("java.vm.name") + ' ' + System.getProperty("java.runtime.version");
  }

  /** How many threads wanted to run, averaged over 1, 5 and 15 minutes. */
  public static String load() {
    try {
      String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
      return String.format(Locale.ROOT, "%s %s %s", words[0], words[1], words[2]);
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String field(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      return "0";
    }
  }
}
